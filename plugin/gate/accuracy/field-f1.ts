import type { FieldF1Comparison } from '../../records/comparison.ts'
import { bootstrapMeanPercentiles } from '../../stats/bootstrap.ts'
import { DEFAULT_RULE, type DecisionRule } from '../../stats/decision-rule.ts'

/** FieldF1 by id; null if there was no output to score. */
export type FieldScores = ReadonlyMap<string, number | null>

export interface FieldF1Test {
  readonly comparison: FieldF1Comparison
  /**
   * One-sided upper confidence bound, at 1 − α, of candidate − reference. Below 0 the loss is significant.
   */
  readonly upperBound: number
  /** The loss is significant and at least `minEffect`. */
  readonly worse: boolean
}

/**
 * Paired bootstrap of the mean FieldF1 over the examples that have a score on both sides; null if there is
 * none.
 */
export function testFieldF1(
  reference: FieldScores,
  candidate: FieldScores,
  rule: DecisionRule = DEFAULT_RULE,
): FieldF1Test | null {
  const differences: number[] = []
  let before = 0
  let after = 0
  for (const [id, old] of reference) {
    const now = candidate.get(id) ?? null
    if (old === null || now === null) continue
    differences.push(now - old)
    before += old
    after += now
  }
  const pairs = differences.length
  const [points] = bootstrapMeanPercentiles([Float64Array.from(differences)], [0.025, 0.975, 1 - rule.alpha])
  const [low, high, upperBound] = points ?? []
  if (low === undefined || high === undefined || upperBound === undefined) return null
  const difference = (after - before) / pairs
  return {
    comparison: { reference: before / pairs, candidate: after / pairs, difference, interval: [low, high] },
    upperBound,
    worse: upperBound < 0 && -difference >= rule.minEffect - 1e-12,
  }
}

/** FieldF1 of a candidate against a reference with its 95 % interval; null without pairs. */
export function compareFieldF1(reference: FieldScores, candidate: FieldScores): FieldF1Comparison | null {
  return testFieldF1(reference, candidate)?.comparison ?? null
}
