export interface SizedPoint {
  readonly size: number
  readonly value: number
}

/**
 * The points that no other one beats, by size: a better value needs a larger model. Of points with
 * the same size and value the first counts.
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
