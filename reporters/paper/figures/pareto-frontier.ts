export interface SizedPoint {
  readonly size: number
  readonly value: number
}

/**
 * The Pareto frontier, by size: no other point has a better value at the same or a smaller size. Of points with the
 * same size and value, the first one counts.
 */
export function paretoFrontier<T extends SizedPoint>(points: readonly T[]): T[] {
  const frontier: T[] = []
  let best = Number.NEGATIVE_INFINITY
  for (const point of [...points].sort((a, b) => a.size - b.size || b.value - a.value)) {
    if (point.value <= best) continue
    best = point.value
    frontier.push(point)
  }
  return frontier
}
