import type { PairedComparison } from '../../records/comparison.ts'
import { bootstrapMeanPercentiles } from '../../stats/bootstrap.ts'
import { canShowNonInferiority, type NonInferiority, nonInferiority } from '../../stats/non-inferiority.ts'
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

/**
 * The test of a mean: the one-sided bound of the paired bootstrap, in the unit of the metric. The bootstrap of equal values has no width,
 * however few they are, so that nothing is called shown where no outcome of so many examples could show it.
 */
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
  const nonInferior = -lowest < margin && canShowMeanNonInferiority(differences.length, margin, alpha)
  return { nonInferior, margin, alpha, loss, lossUpperBound: -lowest }
}

/** Of a mean in 0..1 the least favourable rate: nothing was lost so far, and the next example may lose everything. */
export function canShowMeanNonInferiority(pairs: number, margin: number, alpha: number): boolean {
  return canShowNonInferiority({ exact: pairs, pairs }, margin, alpha)
}
