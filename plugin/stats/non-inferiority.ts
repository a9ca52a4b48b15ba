import { newcombePairedInterval } from './newcombe.ts'
import type { PairCounts } from './types.ts'

/** The default margin: 3 points of a rate. */
export const DEFAULT_MARGIN = 0.03

/** Result of the test whether the candidate is at most `margin` worse. */
export interface NonInferiority {
  /** True when the upper bound of the loss is below the margin. */
  readonly nonInferior: boolean
  readonly margin: number
  readonly alpha: number
  /** Reference − candidate, in 0..1; negative when the candidate is better. */
  readonly loss: number
  /** One-sided upper confidence bound of the loss at 1 − alpha. */
  readonly lossUpperBound: number
}

/**
 * Non-inferiority by the confidence bound. Unlike "no significant difference", it does not get easier with
 * fewer examples. The bound is the lower end of the paired Newcombe interval at 1 − 2·alpha. Null without
 * pairs.
 */
export function nonInferiority(counts: PairCounts, margin: number, alpha = 0.05): NonInferiority | null {
  const interval = newcombePairedInterval(counts, 1 - 2 * alpha)
  if (interval === null) return null
  const pairs = counts.bothHit + counts.lost + counts.gained + counts.bothMiss
  const lossUpperBound = -interval[0]
  return {
    nonInferior: lossUpperBound < margin,
    margin,
    alpha,
    loss: (counts.lost - counts.gained) / pairs,
    lossUpperBound,
  }
}

/** Whether so many examples could show it at all: a candidate in which no example changes would. */
export function canShowNonInferiority(
  { exact, pairs }: { readonly exact: number; readonly pairs: number },
  margin: number,
  alpha: number,
): boolean {
  const unchanged = { bothHit: exact, lost: 0, gained: 0, bothMiss: pairs - exact }
  return nonInferiority(unchanged, margin, alpha)?.nonInferior === true
}
