/**
 * The known name that a misspelt one most likely stands for: the one with the smallest edit distance (insertions,
 * deletions, replacements and exchanges of neighbours; case ignored). Null when none is near: the distance must be at
 * most 2, or a third of the longer name.
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  return nearestNames(name, known, 1)[0] ?? null
}

/** At most `most` names that are near as for {@link nearestName}, the nearest first. */
export function nearestNames(name: string, known: Iterable<string>, most: number): readonly string[] {
  // Longer names are unlikely to be typing errors, and the comparison takes time proportional to the product
  // of the lengths.
  if (name.length > 100) return []
  const near: { candidate: string; distance: number }[] = []
  for (const candidate of known) {
    const bound = Math.max(2, Math.floor(Math.max(name.length, candidate.length) / 3))
    // The distance is at least the difference of the lengths.
    if (Math.abs(name.length - candidate.length) > bound) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    // Two short names without a common letter are within every small bound, and still not similar.
    if (distance <= bound && distance < Math.min(name.length, candidate.length))
      near.push({ candidate, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

/** Optimal string alignment distance, in UTF-16 units. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(beforeLast, j - 2) + 1)
      }
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
