import { EdgejsonError } from '../../core/errors.ts'
import { plural } from '../../core/format.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { CaseRecord } from '../../records/case.ts'
import { countWhere } from '../../records/case-sequence.ts'
import type { EnergyVerdict } from '../../records/energy.ts'
import type { LatencyVerdict } from '../../records/latency.ts'
import type { Outcome, OutcomeState } from '../../records/outcome.ts'
import type { RunReport } from '../../records/run-report.ts'
import type { Verdict } from '../../records/verdict.ts'
import { markOf } from './marks.ts'
import { energyTitle, latencyReason, latencyTitle, verdictTitle } from './titles.ts'

/** Everything that decides how a run ends. */
export interface OutcomeInput extends Pick<RunReport, 'verdict' | 'latencyGate' | 'energyGate' | 'marks'> {
  readonly cases: Iterable<Pick<CaseRecord, 'state' | 'baseline'>>
  /**
   * True if a run that is not gated must not pass: in CI, unless the options declare that it is not gated.
   */
  readonly mustGate: boolean
  /** Files that could not be written, each with the reason as part of a sentence. */
  readonly unwritten: readonly string[]
}

/** One reason for an exit code that is not 0. */
interface Cause {
  readonly exitCode: 1 | 2
  readonly title: string
  readonly reason: string
  /** The text in the notes when another cause gives the title; null if the notes contain it already. */
  readonly note: string | null
}

const WAY_OUT =
  'In CI a run that is not gated does not pass. Run the whole dataset, or declare it: option gate: false, or shards that are merged.'

/**
 * The decision on a run. Pure. The highest exit code counts; among equal ones the first cause gives the
 * title.
 */
export function outcomeOf(input: OutcomeInput): Outcome {
  const { verdict, latencyGate, energyGate } = input
  const causes = [
    ...verdictCauses(input),
    ...latencyCauses(latencyGate),
    ...energyCauses(energyGate),
    ...markCauses(input),
  ].sort((a, b) => b.exitCode - a.exitCode)
  const [first, ...others] = causes
  const notes = [...others.flatMap(({ note }) => note ?? []), ...verdict.notes]
  if (first === undefined) {
    return {
      exitCode: 0,
      state: passing(verdict),
      title: verdictTitle(verdict.state),
      reason: plainReason(verdict),
      notes,
    }
  }
  const { exitCode, title, reason } = first
  const known = [reason, ...notes].some((text) => text.includes(plainReason(verdict)))
  return {
    exitCode,
    state: exitCode === 1 ? 'fail' : 'inconclusive',
    title,
    reason,
    notes: known ? notes : [sentence(verdict), ...notes],
  }
}

/**
 * Throws if the recorded outcome of a report does not follow from its verdict, latency and energy gate, marks and cases, as in a file
 * that was edited. Whether the run had to be gated is not recorded, so both are accepted; so is an inconclusive outcome,
 * because files that could not be written are in no report.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_REPORT` with the recorded outcome and the one that follows.
 */
export function refuseOtherOutcome(
  report: Pick<RunReport, 'outcome' | 'verdict' | 'latencyGate' | 'energyGate' | 'marks' | 'cases'>,
  source: string,
): void {
  const { outcome } = report
  if (outcome.exitCode === 2 && outcome.state === 'inconclusive') return
  // Of a large report the cases are in a file: they are read once.
  const cases = Array.from(report.cases, ({ state, baseline }) => ({ state, baseline }))
  const possible = [false, true].map((mustGate) => outcomeOf({ ...report, cases, mustGate, unwritten: [] }))
  const same = possible.some(
    ({ exitCode, state, title }) =>
      exitCode === outcome.exitCode && state === outcome.state && title === outcome.title,
  )
  const [expected] = possible
  if (same || expected === undefined) return
  throw new EdgejsonError(
    'BAD_REPORT',
    `the outcome of ${printable(source)} is ${outcomeText(outcome)}, but ${outcomeText(expected)} follows from its ` +
      'verdict: the file was edited, or merged from two runs. Restore it, or run again.',
  )
}

const outcomeText = ({ title, state, exitCode }: Outcome): string =>
  `${quoted(title, 60)} (state ${state}, exit code ${exitCode})`

function passing({ state }: Verdict): OutcomeState {
  if (state === 'not_gated') return 'not_gated'
  return state === 'suspect' ? 'warning' : 'pass'
}

function verdictCauses({ verdict, unwritten, mustGate }: OutcomeInput): Cause[] {
  const { state } = verdict
  const reason = plainReason(verdict)
  const causes: Cause[] = []
  const inconclusive = (text: string): Cause => ({
    exitCode: 2,
    title: 'inconclusive',
    reason: text,
    note: `Inconclusive: ${text}.`,
  })
  if (state === 'inconclusive') causes.push(inconclusive(reason))
  const unmeasured = verdict.thresholds.filter((each) => each.unmeasured !== undefined)
  if (unmeasured.length > 0)
    causes.push({
      exitCode: 2,
      title: 'inconclusive',
      reason: `${plural(unmeasured.length, 'threshold')} could not be judged: ${[...new Set(unmeasured.map((each) => each.unmeasured))].join('; ')}`,
      // The verdict's own notes already name the thresholds.
      note: null,
    })
  if (unwritten.length > 0) causes.push(inconclusive(unwritten.join('; ')))
  if (state === 'not_gated' && mustGate) {
    causes.push({ exitCode: 2, title: 'not gated', reason: `${reason}. ${WAY_OUT}`, note: null })
  }
  if (state === 'regression' || state === 'not_shown') {
    causes.push({ exitCode: 1, title: verdictTitle(state), reason, note: sentence(verdict) })
  }
  if (verdict.thresholds.some(({ broken }) => broken)) {
    // The verdict's own notes already name the thresholds.
    causes.push({ exitCode: 1, title: 'threshold not met', reason: sentence(verdict), note: null })
  }
  return causes
}

function latencyCauses(gate: LatencyVerdict | undefined): Cause[] {
  if (gate === undefined || gate.exitCode === 0) return []
  const [title, reason] = [latencyTitle(gate), latencyReason(gate)]
  return [{ exitCode: gate.exitCode, title, reason, note: `${title}: ${reason}` }]
}

function energyCauses(gate: EnergyVerdict | undefined): Cause[] {
  if (gate === undefined || gate.exitCode === 0) return []
  const title = energyTitle(gate)
  return [{ exitCode: gate.exitCode, title, reason: gate.reason, note: `${title}: ${gate.reason}` }]
}

/** Tests that are marked as failed by the options `misses` and `perExample`. */
function markCauses({ cases, marks, verdict }: OutcomeInput): Cause[] {
  const accepted = verdict.state === 'accepted'
  const red = countWhere(cases, (item) => markOf(item, marks, { accepted, tolerated: true }) === 'fail')
  if (red === 0) return []
  const [title, reason] =
    marks.misses === 'fail'
      ? ['misses', `${plural(red, 'example')} missed, and the option misses is 'fail'`]
      : ['examples lost', `${plural(red, 'example')} lost, and the option perExample is true`]
  return [{ exitCode: 1, title, reason, note: `${title}: ${reason}.` }]
}

/** The title already says `not gated` or `accepted`. */
function plainReason({ reason }: Verdict): string {
  return reason.replace(/^(?:not gated|accepted):\s*/, '')
}

function sentence(verdict: Verdict): string {
  return `${verdictTitle(verdict.state)}: ${plainReason(verdict)}`
}
