import { f1, points, pointsSize, pText, signed } from '../../core/format.ts'
import { listed, quoted } from '../../core/printable.ts'
import type { GateOptions } from '../../records/settings.ts'
import type { PairedComparison } from '../../records/verdict.ts'
import { isLoss, type PrimaryOutcome, primaryOutcome } from '../../stats/decision-rule.ts'
import type { Evidence } from './evidence.ts'
import { pairCounts } from './paired.ts'

/** `JSONExact fell from 87 to 82 of 158 (−3.2 points; 5 lost, 0 gained; p = 0.016)`. */
export function movement(comparison: PairedComparison): string {
  const { referenceExact, candidateExact, pairs, lost, gained, pWorse, pBetter, difference } = comparison
  if (lost.length + gained.length === 0) return `JSONExact stays at ${candidateExact} of ${pairs}`
  const counts = `${lost.length} lost, ${gained.length} gained`
  if (lost.length === gained.length) return `JSONExact stays at ${candidateExact} of ${pairs} (${counts})`
  const [verb, p] = difference < 0 ? ['fell', pWorse] : ['rose', pBetter]
  return `JSONExact ${verb} from ${referenceExact} to ${candidateExact} of ${pairs} (${points(difference)}; ${counts}; ${pText(p)})`
}

/** A fall from at least this many exact examples to zero is a regression, whatever the test says. */
const COLLAPSE_EXAMPLES = 3

/** The rules for a regression besides the primary test; a sentence for each rule that applies. */
function furtherCauses(evidence: Evidence, options: Required<GateOptions>): string[] {
  const causes: string[] = []
  if (evidence.critical.length > 0) causes.push(`critical examples lost: ${listed(evidence.critical)}`)
  const { referenceExact, candidateExact, pairs } = evidence.comparison
  // Too few pairs for the test may still reveal a broken model.
  if (referenceExact >= COLLAPSE_EXAMPLES && candidateExact === 0)
    causes.push(`none of ${pairs} compared examples is exact, ${referenceExact} were`)
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
      if (!large || pWorseHolm > options.alpha) continue
      causes.push(
        `${dimension} ${quoted(key)} fell from ${slice.referenceExact} to ${slice.candidateExact} of ${pairs} (${lost} lost, ${gained} gained; ${pText(pWorseHolm)} after Holm)`,
      )
    }
  }
  return causes
}

/** State and reason of a comparable run. */
export function judge(
  evidence: Evidence,
  options: Required<GateOptions>,
): { readonly state: PrimaryOutcome; readonly reason: string } {
  const { comparison } = evidence
  const { lost, gained } = pairCounts(comparison)
  const moved = movement(comparison)
  const primary = primaryOutcome(lost, gained, comparison.pairs, options)
  const causes = furtherCauses(evidence, options)
  if (primary === 'regression') return { state: primary, reason: [moved, ...causes].join('; ') }
  if (causes.length > 0) return { state: 'regression', reason: [...causes, moved].join('; ') }
  if (primary === 'improved') return { state: primary, reason: moved }
  if (lost === gained) return { state: primary, reason: moved }
  const p = lost > gained ? comparison.pWorse : comparison.pBetter
  const explanation =
    p > options.alpha ? 'chance explains it' : `less than the ${pointsSize(options.minEffect)} that count`
  const reason = `${moved}: ${explanation}`
  return primary === 'suspect' && options.failOn.includes('suspect')
    ? { state: 'regression', reason: `${reason}; gate.failOn lists suspect` }
    : { state: primary, reason }
}
