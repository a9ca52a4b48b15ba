import { percentileInterval } from './percentile.ts'
import type { Interval } from './types.ts'

/** A median with its distribution-free interval. */
export interface MedianRatio {
  readonly ratio: number
  readonly interval: Interval
}

/**
 * Median of paired ratios, `candidate / reference`, with the interval between two order statistics that holds it at the
 * confidence whatever the distribution (the sign test turned round; see {@link percentileInterval}). Null where there are
 * too few pairs for both ends: six at 95 %. The ratios are positive and finite. Swapping the sides gives the reciprocals.
 */
export function medianRatio(ratios: readonly number[], confidence = 0.95): MedianRatio | null {
  const sorted = Float64Array.from(ratios).sort()
  const [low, high] = percentileInterval(sorted, 0.5, confidence)
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === null || high === null || below === undefined || above === undefined) return null
  // The geometric middle of an even number: the only one that is the same from both sides.
  return { ratio: below === above ? below : Math.sqrt(below) * Math.sqrt(above), interval: [low, high] }
}
