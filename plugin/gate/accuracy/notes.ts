import { f1, plural, pointsSize, pText } from '../../core/format.ts'
import { listed, quoted } from '../../core/printable.ts'
import { type ReferenceName, THE_BASELINE } from '../../records/baseline-source.ts'
import type { SliceComparison } from '../../records/comparison.ts'
import type { ThresholdResult } from '../../records/threshold-result.ts'
import type { Verdict } from '../../records/verdict.ts'
import { thresholdText } from '../thresholds/threshold-text.ts'
import type { Evidence } from './evidence.ts'
import type { CaseFaults } from './soundness.ts'
import type { WaysOut } from './ways-out.ts'

/** A line for each threshold that is not met or could not be judged. */
export function thresholdNotes(results: readonly ThresholdResult[]): string[] {
  return results.flatMap((result) => {
    if (result.skipped !== undefined || result.unmeasured !== undefined)
      return [`Threshold not judged: ${thresholdText(result)}.`]
    return result.broken ? [`Threshold not met: ${thresholdText(result)}.`] : []
  })
}

/** Notes that the reader of a verdict needs in addition to its reason. */
export function comparisonNotes(
  state: Verdict['state'],
  { comparison, mean, reworded }: Pick<Evidence, 'comparison' | 'mean' | 'reworded'>,
  ways: Pick<WaysOut, 'regression' | 'improved'>,
  { text: reference, isBaseline }: ReferenceName = THE_BASELINE,
): string[] {
  const notes: string[] = []
  if (state === 'stable' || state === 'suspect') {
    if (mean !== null) {
      if (mean.detectableLoss !== null)
        notes.push(
          `${plural(mean.pairs, 'example shows', 'examples show')} a true loss of ${f1(mean.detectableLoss)} or more with 80 % probability (if differences scatter as these do).`,
        )
    } else if (comparison !== null) {
      notes.push(
        comparison.detectableLoss === null
          ? `${plural(comparison.pairs, 'example is', 'examples are')} too few: not even the loss of all would be significant.`
          : `${plural(comparison.pairs, 'example shows', 'examples show')} a true loss of ${pointsSize(comparison.detectableLoss)} or more with 80 % probability (assuming no gains).`,
      )
    }
  }
  if (state === 'regression') notes.push(ways.regression)
  if (state === 'improved') notes.push(ways.improved)
  if (reworded > 0)
    notes.push(
      `${plural(reworded, 'completion')} ${reworded === 1 ? 'differs' : 'differ'} in text from ${isBaseline ? reference : `those of ${reference}`}, whatever the score.`,
    )
  return notes
}

/** Examples without output that `maxErrors` tolerates. */
export function failureNote({ failed }: Pick<CaseFaults, 'failed'>): string[] {
  if (failed.length === 0) return []
  return [
    `${plural(failed.length, 'example')} without output left out of every rate and of the comparison: ${listed(failed)}.`,
  ]
}

/** A line for each slice that `gate.tracked` names. */
export function trackedNotes(slices: readonly SliceComparison[]): string[] {
  return slices
    .filter(({ tracked }) => tracked)
    .map(
      ({ dimension, key, referenceExact, candidateExact, pairs, lost, gained, pWorseHolm }) =>
        `Tracked: ${dimension} ${quoted(key)} ${referenceExact} → ${candidateExact} of ${pairs} (${lost} lost, ${gained} gained; ${pText(pWorseHolm)} after Holm); it decides nothing.`,
    )
}
