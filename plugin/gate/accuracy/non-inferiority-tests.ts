import type { PairedComparison } from '../../records/verdict.ts'
import { bootstrapMeanPercentiles } from '../../stats/bootstrap.ts'
import { type NonInferiority, nonInferiority } from '../../stats/non-inferiority.ts'
import type { GateRules } from '../input.ts'
import type { FieldScores } from './field-f1.ts'
import { pairCounts } from './paired.ts'

/** The test of a metric that is right or wrong: the bound of the paired interval. */
export function rateNonInferiority(
  comparison: PairedComparison,
  { margin, alpha }: Pick<GateRules, 'margin' | 'alpha'>,
): NonInferiority | null {
  return nonInferiority(pairCounts(comparison), margin, alpha)
}

/** The test of a mean: the one-sided bound of the paired bootstrap, in the unit of the metric. */
export function meanNonInferiority(
  reference: FieldScores,
  candidate: FieldScores,
  { margin, alpha }: Pick<GateRules, 'margin' | 'alpha'>,
): NonInferiority | null {
  const differences = [...reference].flatMap(([id, before]) => {
    const after = candidate.get(id) ?? null
    return before === null || after === null ? [] : [after - before]
  })
  const [points] = bootstrapMeanPercentiles([Float64Array.from(differences)], [alpha])
  const [lowest] = points ?? []
  if (lowest === undefined) return null
  const loss = -differences.reduce((sum, each) => sum + each, 0) / differences.length
  return { nonInferior: -lowest < margin, margin, alpha, loss, lossUpperBound: -lowest }
}
