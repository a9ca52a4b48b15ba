import { costTally } from '../../plugin/aggregation/amounts.ts'
import { breakdownTally } from '../../plugin/aggregation/breakdown.ts'
import { energyFigures } from '../../plugin/aggregation/energy.ts'
import { errorClassTally } from '../../plugin/aggregation/error-classes.ts'
import { LatencyTally } from '../../plugin/aggregation/latency.ts'
import { OwnSlicesTally } from '../../plugin/aggregation/own-slices.ts'
import { repeatTally } from '../../plugin/aggregation/repeats.ts'
import { SliceTally } from '../../plugin/aggregation/slice.ts'
import { addAll } from '../../plugin/aggregation/tally.ts'
import { singleLine } from '../../plugin/core/printable.ts'
import { decide, inconclusiveVerdict, invalidVerdict } from '../../plugin/gate/accuracy/decide.ts'
import { planBaseline } from '../../plugin/gate/accuracy/plan.ts'
import { unwrittenNote } from '../../plugin/gate/accuracy/ways-out.ts'
import { DEFAULT_GATE, type GateInput, type UpdateMode } from '../../plugin/gate/input.ts'
import { decideLatency, type LatencyInput } from '../../plugin/gate/latency/decide.ts'
import { decideEnergy, type EnergyInput } from '../../plugin/gate/latency/decide-energy.ts'
import { outcomeOf } from '../../plugin/gate/outcome/outcome.ts'
import type { Baseline } from '../../plugin/records/baseline.ts'
import type { BaselineOrigin } from '../../plugin/records/baseline-source.ts'
import type { CaseSequence } from '../../plugin/records/case-sequence.ts'
import { type EnergyVerdict, energySkipped } from '../../plugin/records/energy.ts'
import type { LatencyRecord, LatencyVerdict } from '../../plugin/records/latency.ts'
import type { LatencyBaseline } from '../../plugin/records/latency-baseline.ts'
import { UNKNOWN_MODEL } from '../../plugin/records/model-info.ts'
import type { MarkOptions } from '../../plugin/records/outcome.ts'
import type { Prices } from '../../plugin/records/prices.ts'
import type { EnergySettings } from '../../plugin/records/project-settings.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { GateOptions, Thresholds } from '../../plugin/records/settings.ts'
import type { Verdict } from '../../plugin/records/verdict.ts'
import type { CollectedRun } from './conclude-run.ts'
import type { Selection } from './coverage.ts'
import { officialComparable } from './official-comparable.ts'
import { nameFor } from './report-files.ts'
import { reasoningTally } from './unclear-reasoning.ts'

export interface BuildOptions {
  /** What was read in addition to the dataset: null if it does not exist, an Error if it cannot be read. */
  readonly baseline: Baseline | null | Error
  /** As it should be printed. */
  readonly baselinePath: string
  /** Where the baseline was read; absent: the dataset's file. Nothing is written then, with `-u` too. */
  readonly origin?: BaselineOrigin | undefined
  readonly update: UpdateMode
  /** The report's file, as it should be printed. */
  readonly reportPath?: string | undefined
  /** False where the option `gate` is false: nothing is compared and no baseline written. */
  readonly gated: boolean
  readonly gate: GateOptions
  readonly thresholds: Thresholds
  /** The option `prices`; null or absent: no cost is reported. */
  readonly prices?: Prices | null
  readonly marks: Pick<MarkOptions, 'misses' | 'perExample'>
  /** In CI a run that is not gated does not pass, unless that was declared. */
  readonly mustGate: boolean
  /** Absent where the option `latency` is not set. */
  readonly latency?: Pick<LatencyInput, 'settings' | 'baseline' | 'baselinePath'> | undefined
  /** Absent where the option `energy` is not set. */
  readonly energy?: EnergySettings | undefined
  readonly tool: RunReport['tool']
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

export interface BuiltReport<Cases extends CaseSequence = CaseSequence> {
  readonly report: RunReport & { readonly cases: Cases }
  /** The baseline to write; null when nothing is to be written. */
  readonly write: Baseline | null
  /** The latency baseline to write; null when nothing is to be written. */
  readonly writeLatency: LatencyBaseline | null
  /** The report when files could not be written: they are not said to be, and the run is inconclusive. */
  unwritten(files: Unwritten): RunReport & { readonly cases: Cases }
}

/** What could not be written, each with the reason as a part of a sentence. */
export interface Unwritten {
  readonly baseline?: string | undefined
  readonly latencyBaseline?: string | undefined
  /** Reports. */
  readonly others?: readonly string[]
}

/** A collected run → its report, with the gate's verdict. Pure: reads and writes nothing. */
export function buildReport<Cases extends CaseSequence>(
  run: CollectedRun<Cases>,
  options: BuildOptions,
): BuiltReport<Cases> {
  const summary = summarise(run, options.prices ?? null)
  const { figures } = summary
  const { verdict, write, announced } = judge(run, summary, options)
  const timed = judgeLatency(run, figures, options)
  const latency = timed?.decision ?? null
  const energy = judgeEnergy(run, timed, options)
  // Named one by one: the caller's object has all settings, also those that no report may hold, such as an API key.
  const { misses, perExample } = options.marks
  const marks = { misses, perExample, maxErrors: options.gate.maxErrors ?? DEFAULT_GATE.maxErrors }
  const { cases } = run
  const { tool, createdAt } = options
  const complete = (
    decided: Verdict,
    latencyGate: LatencyVerdict | undefined,
    energyGate: EnergyVerdict | undefined,
    unwritten: readonly string[],
  ): RunReport & { readonly cases: Cases } => {
    const gates = {
      verdict: decided,
      ...(latencyGate === undefined ? {} : { latencyGate }),
      ...(energyGate === undefined ? {} : { energyGate }),
    }
    const outcome = outcomeOf({ ...gates, cases, marks, mustGate: options.mustGate, unwritten })
    const { kind, version, ...rest } = figures
    return { kind, version, tool, createdAt, ...rest, outcome, marks, ...gates, cases }
  }
  const withNotes = (lines: readonly string[]): Verdict => ({
    ...verdict,
    notes: [...verdict.notes, ...lines],
  })
  return {
    report: complete(withNotes(announced), latency?.verdict, energy, []),
    write,
    writeLatency: latency?.write ?? null,
    unwritten: ({ baseline, latencyBaseline, others = [] }) =>
      complete(
        baseline === undefined
          ? withNotes(announced)
          : { ...verdict, state: 'inconclusive', reason: baseline, exitCode: 2 },
        latencyBaseline === undefined ? latency?.verdict : unwritten(latency?.verdict, latencyBaseline),
        latencyBaseline === undefined ? energy : unwritten(energy, latencyBaseline),
        [...(latencyBaseline === undefined ? [] : [latencyBaseline]), ...others],
      ),
  }
}

function unwritten<V extends LatencyVerdict | EnergyVerdict>(
  verdict: V | undefined,
  reason: string,
): V | undefined {
  return verdict && { ...verdict, state: 'inconclusive', reason, exitCode: 2, notes: [] }
}

/** The part of a report that follows from the results alone. */
export type Figures = Omit<
  RunReport,
  'tool' | 'createdAt' | 'outcome' | 'marks' | 'verdict' | 'latencyGate' | 'energyGate' | 'cases'
>

/** What one pass over the cases of a run finds. */
export interface Summary {
  readonly figures: Figures
  /** Why scores of completions that the token limit cut cannot be trusted; null where they can. */
  readonly unclearReasoning: string | null
}

/** The figures of a run, before anything is decided. */
export function summarise(
  { meta, cases, coverage, durationMs }: CollectedRun,
  prices: Prices | null = null,
): Summary {
  const { fingerprint, dataset } = meta
  const tallies = {
    totals: new SliceTally(),
    byComplexity: breakdownTally('complexity'),
    bySchema: breakdownTally('schema'),
    bySource: breakdownTally('source'),
    slices: new OwnSlicesTally(),
    errorClasses: errorClassTally(),
    latency: new LatencyTally(meta.concurrency, meta.generation),
    unclearReasoning: reasoningTally(fingerprint),
    ...(fingerprint.repeats === undefined ? {} : { repeats: repeatTally(fingerprint.repeats) }),
    ...(prices === null ? {} : { cost: costTally(prices) }),
  }
  addAll(cases, Object.values(tallies))
  const totals = tallies.totals.result()
  const bySlice = tallies.slices.result(cases)
  const model = meta.model ?? UNKNOWN_MODEL
  const figures: Figures = {
    kind: 'edgejson-run',
    version: 1,
    durationMs,
    name: meta.name,
    model,
    machine: meta.machine,
    fingerprint,
    dataset,
    ...(meta.prompt === undefined ? {} : { prompt: meta.prompt }),
    ...(meta.texts === undefined ? {} : { texts: meta.texts }),
    coverage,
    replayed: meta.replayed,
    resumed: meta.resumed,
    totals,
    byComplexity: tallies.byComplexity.result(),
    bySchema: tallies.bySchema.result(),
    bySource: tallies.bySource.result(),
    ...(Object.keys(bySlice).length === 0 ? {} : { bySlice }),
    errorClasses: tallies.errorClasses.result(),
    ...(tallies.repeats === undefined ? {} : { repeats: tallies.repeats.result() }),
    latency: tallies.latency.result(),
    ...(typeof meta.peakMemoryBytes === 'number' ? { peakMemoryBytes: meta.peakMemoryBytes } : {}),
    ...(meta.throttling === undefined ? {} : { throttling: meta.throttling }),
    ...(tallies.cost === undefined ? {} : { cost: tallies.cost.result() }),
    ...(meta.energy === undefined ? {} : { energy: energyFigures(meta.energy, cases) }),
    ...(meta.scoring === undefined ? {} : { scoring: meta.scoring }),
    ...(meta.constraint === undefined ? {} : { constraint: meta.constraint }),
    officialComparable: officialComparable({ dataset, fingerprint, model, totals, coverage }),
  }
  return { figures, unclearReasoning: tallies.unclearReasoning.result() }
}

function judge(
  run: CollectedRun,
  summary: Summary,
  options: BuildOptions,
): { verdict: Verdict; write: Baseline | null; announced: readonly string[] } {
  const { baseline } = options
  const { figures } = summary
  const withoutBaseline = (verdict: Verdict) => ({ verdict, write: null, announced: [] })
  const invalid = (reason: string, further: readonly string[]) =>
    withoutBaseline(invalidVerdict(reason, further, options.gate))
  const notes = [
    ...(options.origin !== undefined && options.update === 'all' ? [unwrittenNote(options.origin)] : []),
    ...selectionNote(run.selection),
    ...run.meta.notes.map(singleLine),
  ]
  const [failure, ...others] = runFailures(run, summary)
  if (failure !== undefined) return invalid(failure, [...others, ...notes])
  const input: GateInput = {
    run: { ...figures, cases: run.cases },
    baseline: baseline instanceof Error ? null : baseline,
    baselinePath: options.baselinePath,
    origin: options.origin,
    update: options.update,
    ...(options.reportPath === undefined ? {} : { reportPath: options.reportPath }),
    gated: options.gated,
    options: options.gate,
    thresholds: options.thresholds,
  }
  const verdict = decide(input)
  // What the run says by itself comes first: a filtered run is not compared, whatever became of its reference.
  if (baseline instanceof Error && verdict.invalid !== true && verdict.state !== 'not_gated') {
    return withoutBaseline(inconclusiveVerdict(plain(baseline.message), notes, options.gate))
  }
  const plan = planBaseline(input, verdict)
  return {
    verdict: { ...verdict, notes: [...notes, ...verdict.notes] },
    write: plan.write,
    announced: plan.lines,
  }
}

/** What makes a run as a whole inconclusive; empty where nothing does. */
export function runFailures(
  { failures }: Pick<CollectedRun, 'failures'>,
  { unclearReasoning }: Pick<Summary, 'unclearReasoning'>,
): string[] {
  if (failures.length > 0) return failures.map(plain)
  return unclearReasoning === null ? [] : [unclearReasoning]
}

/** Where the reports of a part of the dataset are. */
function selectionNote(selection: Selection): string[] {
  if (selection === null) return []
  const [report, junit] = ['report.json', 'junit.xml'].map((name) => nameFor(name, selection))
  return [
    `A ${selection} run: it wrote ${report} and ${junit}; the reports of the last full run stay as they are.`,
  ]
}

/** What the latency gate says; null where the project has none. */
function judgeLatency(
  { meta, failures }: CollectedRun,
  figures: Figures,
  { latency, update }: BuildOptions,
): EnergyInput['latency'] {
  if (latency === undefined) return null
  // What fails as a whole was no run to measure, whatever the module still recorded.
  const [failure] = failures.map(plain)
  const record: LatencyRecord | undefined =
    failure === undefined ? meta.latency : { status: 'skipped', reason: failure, warmUp: 0, timings: [] }
  const input: LatencyInput = { run: figures, record, energy: meta.energy, update, ...latency }
  return { input, decision: decideLatency(input) }
}

/** What the energy gate says; undefined where the project has none. */
function judgeEnergy(
  { meta, failures }: CollectedRun,
  latency: EnergyInput['latency'],
  { energy }: BuildOptions,
): EnergyVerdict | undefined {
  if (energy === undefined) return undefined
  const [failure] = failures.map(plain)
  const record = failure === undefined ? meta.energy : energySkipped(energy, failure)
  return decideEnergy({ record, settings: energy, latency })
}

/** A failure as part of a sentence of ours: one line, at a length that a terminal can take. */
function plain(message: string): string {
  return singleLine(message.replace(/^\[vitest-edgejson\] /, '').slice(0, 1_000))
}
