import { percentNumber, plural } from '../../core/format.ts'
import { canShowNonInferiority } from '../../stats/non-inferiority.ts'
import type { GateRules } from '../input.ts'
import { furtherCauses, type Judgement, movement, primaryOf, sizeText } from './causes.ts'
import type { Evidence } from './evidence.ts'
import { canShowMeanNonInferiority } from './non-inferiority-tests.ts'

/**
 * State and reason of a run against another project. The rules that make a loss a regression whatever the test says hold as
 * against a baseline. Otherwise the bound of the loss decides: a loss that is shown to be below the margin passes, also a significant
 * one. Nothing is called shown where no outcome of so many examples could show it.
 */
export function judgeNonInferiority(evidence: Evidence, rules: GateRules): Judgement {
  const { comparison, mean, nonInferiority: test } = evidence
  const { metric, margin, alpha } = rules
  const moved = movement(evidence, metric)
  const causes = furtherCauses(evidence, rules)
  if (causes.length > 0) return { state: 'regression', reason: [...causes, moved].join('; ') }
  const size = (value: number): string => sizeText(value, metric)
  const pairs = (mean ?? comparison)?.pairs ?? 0
  const isEnough =
    mean === null
      ? canShowNonInferiority({ exact: comparison?.referenceExact ?? 0, pairs }, margin, alpha)
      : canShowMeanNonInferiority(pairs, margin, alpha)
  const level = `${percentNumber(1 - alpha)} % bound`
  if (test?.nonInferior) {
    const bound =
      test.lossUpperBound <= 0
        ? `it is not worse at all (${level})`
        : `the loss is below ${size(test.lossUpperBound)} (${level})`
    return { state: 'non_inferior', reason: `within ${size(margin)}, ${bound}: ${moved}` }
  }
  if (primaryOf(evidence, rules) === 'regression') return { state: 'regression', reason: moved }
  if (test === null || !isEnough) {
    return {
      state: 'inconclusive',
      reason: `${plural(pairs, 'example is', 'examples are')} too few to show non-inferiority within ${size(margin)}, even if no example changed; ${moved}`,
    }
  }
  return {
    state: 'not_shown',
    reason: `the loss may be ${size(test.lossUpperBound)} (${level}), and the margin is ${size(margin)}: ${moved}`,
  }
}
