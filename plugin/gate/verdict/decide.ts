import type { Verdict } from '../../model/index.ts'
import { listed, printable } from '../../model/printable.ts'
import type { Baseline } from '../baseline/index.ts'
import { recordedOf } from '../baseline/index.ts'
import { incomparable, whatChanged } from '../compare/index.ts'
import { percent } from '../figures.ts'
import type { GateRun } from '../gate-run.ts'
import { gateOptions } from '../options.ts'
import { judgeFloors } from '../thresholds/index.ts'
import { judge, movement } from './causes.ts'
import { gatherEvidence, unmatchedIds } from './evidence.ts'
import { exitCodeOf } from './exit-code.ts'
import type { GateInput } from './input.ts'
import { invalidVerdict } from './invalid.ts'
import { comparisonNotes, failureNote, floorNotes } from './notes.ts'
import { coverageGap, runProblem } from './soundness.ts'

/** Why a sound run cannot be compared with this baseline; empty when it can. */
function obstacles(run: GateRun, baseline: Baseline): string[] {
  const reasons = incomparable(baseline.fingerprint, run.fingerprint)
  if (reasons.length > 0) return reasons
  const { missing, unknown } = unmatchedIds(run, baseline)
  if (missing.length > 0) reasons.push(`in the baseline but not in the run: ${listed(missing)}`)
  if (unknown.length > 0) reasons.push(`in the run but not in the baseline: ${listed(unknown)}`)
  return reasons
}

const rateOf = (run: GateRun): string =>
  `${run.totals.exact} of ${run.totals.scored} exact, ${percent(run.totals.lenient.jsonExact)}`

/**
 * The gate. Reads nothing and writes nothing, and a run that is merely bad never makes it throw: what cannot be
 * judged is `invalid` or `not_gated`. docs/gate.md has the rules in words; `planBaseline` says what to write.
 */
export function decide(input: GateInput): Verdict {
  const { run, baseline, update } = input
  const options = gateOptions(input.options)
  const problem = runProblem(run, options.maxErrors)
  if (problem !== null) return invalidVerdict(problem.reason, problem.notes, options)

  const empty = invalidVerdict('', [], options)
  const gap = coverageGap(run)
  if (gap !== null) return { ...empty, state: 'not_gated', reason: `not gated: ${gap}`, exitCode: 0 }

  const floors = judgeFloors(input.thresholds, run)
  const notes = [...failureNote(run), ...floorNotes(floors)]
  const conclude = (verdict: Pick<Verdict, 'state' | 'reason' | 'notes'> & Partial<Verdict>): Verdict => ({
    ...empty,
    floors,
    ...verdict,
    exitCode: exitCodeOf(verdict.state, floors),
  })

  if (baseline === null) {
    const file = printable(input.baselinePath, 300)
    if (update !== 'none') {
      return conclude({
        state: 'new',
        reason: `no baseline yet: this run becomes it (${rateOf(run)})`,
        notes,
      })
    }
    const wayOut = `Run once outside CI, or with -u, and commit ${file}.`
    return conclude({
      state: 'invalid',
      reason: `there is no baseline at ${file}, and CI never writes one`,
      notes: [wayOut, ...notes],
    })
  }

  const compared = {
    baseline: {
      path: input.baselinePath,
      model: baseline.recorded.model,
      exact: baseline.totals.exact,
      examples: baseline.dataset.examples,
    },
    changed: whatChanged(baseline.recorded, recordedOf(run)),
  }
  const reasons = obstacles(run, baseline)
  const evidence = reasons.length === 0 ? gatherEvidence(run, baseline, options) : null
  if (evidence === null) {
    const why =
      reasons.length > 0
        ? `not comparable with the baseline: ${reasons.join('; ')}`
        : 'no example has an answer both in the baseline and in this run'
    if (update === 'all') {
      const reason = `accepted as the new baseline (${rateOf(run)}), ${why}`
      return conclude({ ...compared, state: 'accepted', reason, notes })
    }
    const wayOut =
      'If the change is meant, run Vitest with -u to make this run the new baseline, and commit it; otherwise undo it.'
    return conclude({ ...compared, state: 'invalid', reason: why, notes: [wayOut, ...notes] })
  }

  const { comparison, slices, reworded } = evidence
  const { state, reason } =
    update === 'all'
      ? { state: 'accepted' as const, reason: `accepted: ${movement(comparison)}` }
      : judge(evidence, options)
  return conclude({
    ...compared,
    state,
    reason,
    comparison,
    fieldF1: evidence.fieldF1?.comparison ?? null,
    slices,
    notes: [...comparisonNotes(state, comparison, reworded), ...notes],
  })
}
