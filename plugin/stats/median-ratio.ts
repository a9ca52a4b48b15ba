import { percentileInterval } from './percentile.ts'
import type { Interval } from './types.ts'

/** A median with its distribution-free interval. */
export interface MedianRatio {
  readonly ratio: number
  readonly interval: Interval
}

/**
 * Median of paired ratios, `candidate / reference`, with the interval between two order statistics that
 * contains it at the confidence level for every distribution (the inverted sign test; see {@link
 * percentileInterval}). Null if there are too few pairs for both ends: six at 95 %. The ratios are positive
 * and finite. Swapping the sides gives the reciprocals.
 */
export function medianRatio(ratios: readonly number[], confidence = 0.95): MedianRatio | null {
  const sorted = Float64Array.from(ratios).sort()
  const [low, high] = percentileInterval(sorted, 0.5, confidence)
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === null || high === null || below === undefined || above === undefined) return null
  // For an even number, the geometric mean of the two middle values: the only choice for which swapping the
  // sides gives the reciprocal.
  return { ratio: below === above ? below : Math.sqrt(below) * Math.sqrt(above), interval: [low, high] }
}
