import type { MeanComparison } from '../../records/comparison.ts'
import { DEFAULT_RULE, type DecisionRule } from '../../stats/decision-rule.ts'
import { detectableMeanLoss } from '../../stats/power.ts'
import { signFlipMidP } from '../../stats/sign-flip.ts'
import { compareFieldF1, type FieldScores } from './field-f1.ts'

/**
 * Compares the means of two models on the examples that have a value on both sides; null if no example has. Higher is better.
 * The rule only affects the minimum detectable effect.
 */
export function compareMeans(
  reference: FieldScores,
  candidate: FieldScores,
  rule: DecisionRule = DEFAULT_RULE,
): MeanComparison | null {
  const means = compareFieldF1(reference, candidate)
  if (means === null) return null
  const differences = [...reference].flatMap(([id, before]) => {
    const after = candidate.get(id) ?? null
    return before === null || after === null ? [] : [after - before]
  })
  return {
    ...means,
    pairs: differences.length,
    fell: differences.filter((difference) => difference < 0).length,
    rose: differences.filter((difference) => difference > 0).length,
    ...signFlipMidP(differences),
    detectableLoss: detectableMeanLoss(differences, rule),
  }
}
