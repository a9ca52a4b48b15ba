import { f1, plural, points, pointsSize, pText, signed } from '../../core/format.ts'
import { listed, quoted } from '../../core/printable.ts'
import type { MeanComparison } from '../../records/comparison.ts'
import { type GateMetric, isRate, metricLabel, rightWord } from '../../records/gate-metric.ts'
import { isLoss, type PrimaryOutcome, primaryMeanOutcome, primaryOutcome } from '../../stats/decision-rule.ts'
import type { GateRules } from '../input.ts'
import type { Evidence } from './evidence.ts'
import { pairCounts } from './paired.ts'

/** `JSONExact fell from 87 to 82 of 158 (−3.2 points; 5 lost, 0 gained; p = 0.016)`; of a mean `FieldF1 fell from 0.912 to …`. */
export function movement({ comparison, mean }: Evidence, metric: GateMetric): string {
  if (mean !== null) return meanMovement(mean, metric)
  if (comparison === null) return ''
  const label = metricLabel(metric)
  const { referenceExact, candidateExact, pairs, lost, gained, pWorse, pBetter, difference } = comparison
  if (lost.length + gained.length === 0) return `${label} stays at ${candidateExact} of ${pairs}`
  const counts = `${lost.length} lost, ${gained.length} gained`
  if (lost.length === gained.length) return `${label} stays at ${candidateExact} of ${pairs} (${counts})`
  const [verb, p] = difference < 0 ? ['fell', pWorse] : ['rose', pBetter]
  return `${label} ${verb} from ${referenceExact} to ${candidateExact} of ${pairs} (${points(difference)}; ${counts}; ${pText(p)})`
}

function meanMovement(mean: MeanComparison, metric: GateMetric): string {
  const { reference, candidate, difference, pairs, fell, rose, pWorse, pBetter } = mean
  const examples = plural(pairs, 'example')
  if (fell + rose === 0) return `${metricLabel(metric)} stays at ${f1(candidate)} over ${examples}`
  const [verb, p] = difference < 0 ? ['fell', pWorse] : ['rose', pBetter]
  return (
    `${metricLabel(metric)} ${verb} from ${f1(reference)} to ${f1(candidate)} over ${examples} ` +
    `(${signed(difference, 3)}; ${fell} lower, ${rose} higher; ${pText(p)})`
  )
}

/** A difference in the unit of the metric: points of a rate, else a number. */
export function sizeText(size: number, metric: GateMetric): string {
  return isRate(metric) ? pointsSize(size) : f1(size)
}

/** A fall from at least this many exact examples to zero is a regression, whatever the test says. */
const COLLAPSE_EXAMPLES = 3

/** The rules for a regression besides the primary test; a sentence for each rule that applies. */
export function furtherCauses(evidence: Evidence, options: GateRules): string[] {
  const causes: string[] = []
  if (evidence.critical.length > 0) causes.push(`critical examples lost: ${listed(evidence.critical)}`)
  const { referenceExact = 0, candidateExact = 0, pairs = 0 } = evidence.comparison ?? {}
  // Too few pairs for the test may still reveal a broken model.
  if (referenceExact >= COLLAPSE_EXAMPLES && candidateExact === 0)
    causes.push(`none of ${pairs} compared examples is ${rightWord(options.metric)}, ${referenceExact} were`)
  for (const { schemaId, examples } of evidence.collapsed) {
    causes.push(`schema ${quoted(schemaId)} fell from all ${examples} to none`)
  }
  if (options.failOn.includes('fieldF1') && evidence.fieldF1?.worse) {
    const { reference, candidate, interval } = evidence.fieldF1.comparison
    causes.push(
      `FieldF1 fell from ${f1(reference)} to ${f1(candidate)} (95 % interval ${signed(interval[0], 3)} to ${signed(interval[1], 3)})`,
    )
  }
  if (options.failOn.includes('slices')) {
    for (const slice of evidence.slices) {
      const { dimension, key, pairs, lost, gained, pWorseHolm } = slice
      const large = isLoss(lost, gained, pairs, options)
      if (slice.tracked || !large || pWorseHolm > options.alpha) continue
      causes.push(
        `${dimension} ${quoted(key)} fell from ${slice.referenceExact} to ${slice.candidateExact} of ${pairs} (${lost} lost, ${gained} gained; ${pText(pWorseHolm)} after Holm)`,
      )
    }
  }
  return causes
}

/** What the gate decides on a comparable run. */
export interface Judgement {
  readonly state: PrimaryOutcome | 'non_inferior' | 'not_shown' | 'inconclusive'
  readonly reason: string
}

/** State and reason of a run that is comparable with its baseline. */
export function judge(
  evidence: Evidence,
  options: GateRules,
): Judgement & { readonly state: PrimaryOutcome } {
  const { comparison, mean } = evidence
  const moved = movement(evidence, options.metric)
  const primary = primaryOf(evidence, options)
  const causes = furtherCauses(evidence, options)
  if (primary === 'regression') return { state: primary, reason: [moved, ...causes].join('; ') }
  if (causes.length > 0) return { state: 'regression', reason: [...causes, moved].join('; ') }
  const { difference = 0, pWorse = 1, pBetter = 1 } = mean ?? comparison ?? {}
  if (primary === 'improved' || difference === 0) return { state: primary, reason: moved }
  const p = difference < 0 ? pWorse : pBetter
  const explanation =
    p > options.alpha
      ? 'chance explains it'
      : `less than the ${sizeText(options.minEffect, options.metric)} that count`
  const reason = `${moved}: ${explanation}`
  return primary === 'suspect' && options.failOn.includes('suspect')
    ? { state: 'regression', reason: `${reason}; gate.failOn lists suspect` }
    : { state: primary, reason }
}

export function primaryOf({ comparison, mean }: Evidence, options: GateRules): PrimaryOutcome {
  if (mean !== null) return primaryMeanOutcome(mean, options)
  if (comparison === null) return 'stable'
  const { lost, gained } = pairCounts(comparison)
  return primaryOutcome(lost, gained, comparison.pairs, options)
}
