import type { Interval, PairCounts } from './types.ts'
import { wilsonInterval } from './wilson.ts'

/** Correlation of the paired outcomes with Newcombe's continuity correction; 0 where a margin is empty. */
function correlation({ bothHit, lost, gained, bothMiss }: PairCounts): number {
  const margins =
    Math.sqrt((bothHit + lost) * (gained + bothMiss)) * Math.sqrt((bothHit + gained) * (lost + bothMiss))
  if (margins === 0) return 0
  const determinant = bothHit * bothMiss - lost * gained
  const half = (bothHit + lost + gained + bothMiss) / 2
  if (determinant < 0) return determinant / margins
  return Math.max(0, determinant - half) / margins
}

/**
 * Interval of the difference candidate − reference of two paired proportions; null without pairs.
 * Source: method 10 of Newcombe, "Improved confidence intervals for the difference between binomial proportions
 * based on paired data", Statistics in Medicine 17 (1998) 2635–2650.
 */
export function newcombePairedInterval(counts: PairCounts, confidence = 0.95): Interval | null {
  const pairs = counts.bothHit + counts.lost + counts.gained + counts.bothMiss
  const candidate = wilsonInterval(counts.bothHit + counts.gained, pairs, confidence)
  const reference = wilsonInterval(counts.bothHit + counts.lost, pairs, confidence)
  if (candidate === null || reference === null) return null
  const phi = correlation(counts)
  const p = (counts.bothHit + counts.gained) / pairs
  const q = (counts.bothHit + counts.lost) / pairs
  const difference = (counts.gained - counts.lost) / pairs
  const reach = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b))
  return [
    Math.max(-1, difference - reach(p - candidate[0], reference[1] - q)),
    Math.min(1, difference + reach(candidate[1] - p, q - reference[0])),
  ]
}
