import { mcnemarMidP } from './mcnemar.ts'

/** When a net loss or a net gain counts. */
export interface DecisionRule {
  /** One-sided significance level of the paired test. */
  readonly alpha: number
  /** Smallest relevant difference, in 0..1. */
  readonly minEffect: number
}

export const DEFAULT_RULE: DecisionRule = { alpha: 0.05, minEffect: 0.02 }

/** The result of the paired counts alone; the other rules of the gate are applied afterwards. */
export type PrimaryOutcome = 'regression' | 'suspect' | 'stable' | 'improved'

/** Keeps both comparisons independent of the last digit of a division, e.g. 29 of 100 against 0.29. */
const TOLERANCE = 1e-12

/** True when `lost` against `gained` of `pairs` is both significant and as large as `minEffect`. */
export function isLoss(lost: number, gained: number, pairs: number, rule: DecisionRule): boolean {
  if (lost <= gained || (lost - gained) / pairs < rule.minEffect - TOLERANCE) return false
  return mcnemarMidP(lost, gained).pWorse <= rule.alpha + TOLERANCE
}

/**
 * The verdict on the primary metric: `regression` and its mirror `improved` are significant and at least
 * `minEffect`; any other net loss is `suspect`; everything else is `stable`.
 */
export function primaryOutcome(
  lost: number,
  gained: number,
  pairs: number,
  rule: DecisionRule = DEFAULT_RULE,
): PrimaryOutcome {
  if (isLoss(lost, gained, pairs, rule)) return 'regression'
  if (lost > gained) return 'suspect'
  return isLoss(gained, lost, pairs, rule) ? 'improved' : 'stable'
}

/** A paired difference of means with the p values of its one-sided tests. */
export interface MeanDifference {
  /** Candidate − reference, positive where the candidate is better. */
  readonly difference: number
  readonly pWorse: number
  readonly pBetter: number
}

/** {@link primaryOutcome} of a mean; `minEffect` is in the unit of the metric. */
export function primaryMeanOutcome(
  { difference, pWorse, pBetter }: MeanDifference,
  rule: DecisionRule = DEFAULT_RULE,
): PrimaryOutcome {
  const counts = (size: number, p: number): boolean =>
    size > TOLERANCE && size >= rule.minEffect - TOLERANCE && p <= rule.alpha + TOLERANCE
  if (counts(-difference, pWorse)) return 'regression'
  if (difference < -TOLERANCE) return 'suspect'
  return counts(difference, pBetter) ? 'improved' : 'stable'
}
