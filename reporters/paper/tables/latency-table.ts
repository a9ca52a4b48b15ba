import { printable } from '../../../plugin/core/printable.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { exactTitle, modeOf } from '../figures/series.ts'
import { jsonExact } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { machineText, runtimeText, sequenceTimes } from '../platform.ts'
import type { RunView } from '../run-view.ts'
import { type Cell, type Column, type Missing, missing, type PaperTable, type Row } from '../table.ts'

/**
 * Runs whose latency was measured while they ran, by machine, then as given; recorded timings may come from another
 * machine. Emulated runs are left out: their times are those of no machine.
 */
export function liveRuns(runs: readonly RunView[]): RunView[] {
  return byMachine(
    runs.filter(
      (run) =>
        !isEmulated(run) && run.report.latency.measured === 'live' && run.report.latency.totalMs !== null,
    ),
  )
}

/** Emulated runs: table 5 has their JSONExact, but no time, memory or energy. */
function emulatedRuns(runs: readonly RunView[]): RunView[] {
  return byMachine(runs.filter((run) => isEmulated(run) && !run.report.replayed))
}

function isEmulated({ report }: RunView): boolean {
  return report.machine.emulatedOn !== undefined
}

function byMachine(runs: readonly RunView[]): RunView[] {
  const machines = [...new Set(runs.map(({ report }) => report.machine.label))]
  return machines.flatMap((machine) => runs.filter(({ report }) => report.machine.label === machine))
}

/** The reason why a paper has no latency, in words. */
export function latencyMissing(runs: readonly RunView[]): Missing {
  return missing(
    runs.length === 0
      ? 'a run'
      : `a run that measured latency live; ${runs.length === 1 ? 'the run given' : `all ${runs.length} runs`} ` +
          'replayed recorded completions or measured nothing',
  )
}

/** The runs that are in no latency table or figure, and the effect of concurrency on the others. */
export function latencyNotes(runs: readonly RunView[], live: readonly RunView[]): string[] {
  const emulated = emulatedRuns(runs)
  const left = runs.filter((run) => ![...live, ...emulated].includes(run)).map(({ label }) => label)
  const shared = live.filter(({ report }) => !sequenceTimes(report).alone)
  const sampled = live.filter(({ report }) => report.latency.concurrency > 1 && sequenceTimes(report).alone)
  return [
    ...(left.length === 0 ? [] : [`Left out, because replayed or not measured: ${left.join(', ')}.`]),
    ...shared.map(
      ({ label, report }) =>
        `${label} ran at a concurrency of ${report.latency.concurrency}, so the time of a sequence includes work for other sequences.`,
    ),
    ...(sampled.length === 0
      ? []
      : [
          `Times of a completion and its tokens are those of the latency sample, one example at a time, for ${sampled.map(({ label }) => label).join(', ')}.`,
        ]),
    ...(emulated.length === 0
      ? []
      : [
          `Emulated, so without times, memory and energy, which would say nothing about such a machine: ${emulated.map(({ label }) => label).join(', ')}.`,
        ]),
  ]
}

/** Columns that need a meter, a system that says, or runs of samples; left out where no run has a value. */
const OPTIONAL = [
  'examples',
  'peak memory (MiB)',
  'energy per exact example, gross (J)',
  'energy per exact example, net (J)',
]

/** What a run takes. */
const COSTS: readonly Column[] = [
  { title: 'completion p50 (ms)', kind: 'number' },
  { title: 'completion p95 (ms)', kind: 'number' },
  { title: 'first token p50 (ms)', kind: 'number', digits: 1 },
  { title: 'each further token p50 (ms)', kind: 'number', digits: 2 },
  { title: 'tokens/s of one sequence', kind: 'number', digits: 1 },
  { title: 'output tokens/s, wall clock', kind: 'number', digits: 1 },
  { title: 'peak memory (MiB)', kind: 'number' },
  { title: 'energy per exact example, gross (J)', kind: 'number', digits: 2 },
  { title: 'energy per exact example, net (J)', kind: 'number', digits: 2 },
]

/** The cells of {@link COSTS}. */
function costsOf(report: RunReport): (number | null)[] {
  const { latency, energy, peakMemoryBytes } = report
  const { totalMs, firstTokenMs, msPerToken, alone } = sequenceTimes(report)
  return [
    totalMs?.p50 ?? null,
    totalMs?.p95 ?? null,
    firstTokenMs?.p50 ?? null,
    msPerToken?.p50 ?? null,
    // Of the run: next to times of a sequence alone it would be of other conditions.
    alone && latency.concurrency > 1 ? null : latency.sequenceTokensPerSecond,
    latency.tokensPerSecond,
    peakMemoryBytes === undefined ? null : peakMemoryBytes / 2 ** 20,
    energy?.gross?.perExact ?? null,
    energy?.net?.perExact ?? null,
  ]
}

/** Table 5: latency, speed, memory, energy and JSONExact of every run on every machine. */
export function latencyTable(input: PaperInput): PaperTable | Missing {
  const { runs, published } = input
  const live = liveRuns(runs)
  if (live.length === 0) return latencyMissing(runs)
  const shown = [...live, ...emulatedRuns(runs)]
  const sizes = new Set(shown.map(({ report }) => report.totals.examples))
  const mode = modeOf(input)
  const columns: Column[] = [
    { title: 'machine', kind: 'text' },
    { title: 'model', kind: 'text' },
    { title: 'runtime', kind: 'text' },
    { title: 'threads', kind: 'number' },
    { title: 'concurrency', kind: 'number' },
    ...COSTS,
    { title: 'examples', kind: 'number' },
    { title: exactTitle(mode), kind: 'estimate', digits: 1, scale: 100 },
  ]
  const rows: Row[] = shown.map((run, index) => {
    const { report, model } = run
    return {
      startsGroup: report.machine.label !== shown[index - 1]?.report.machine.label,
      cells: [
        machineText(report),
        model,
        runtimeText(report),
        report.model.threads,
        report.latency.concurrency,
        ...(isEmulated(run) ? COSTS.map(() => null) : costsOf(report)),
        // Samples of other sizes: the intervals alone would not say why they are wider.
        sizes.size > 1 ? report.totals.examples : null,
        jsonExact(report.totals[mode]),
      ],
    }
  })
  const others = (published?.speed ?? []).map(({ model, machine, tokensPerSecond }, index): Row => {
    const known = new Map<string, Cell>([
      ['machine', printable(machine, 60)],
      ['model', printable(model, 60)],
      ['tokens/s of one sequence', tokensPerSecond],
    ])
    return {
      published: true,
      startsGroup: index === 0,
      cells: columns.map(({ title }) => known.get(title) ?? null),
    }
  })
  const table = withoutEmpty(columns, [...rows, ...others])
  return {
    kind: 'table',
    caption: 'Latency of a sequence, throughput of the whole run, memory, energy and JSONExact by platform',
    ...table,
    notes: [
      ...latencyNotes(runs, live),
      ...energyNotes(live),
      ...(others.length > 0 && published !== null
        ? [`Published figures, of other machines and prompts: ${printable(published.source, 300)}.`]
        : []),
    ],
  }
}

function withoutEmpty(
  columns: readonly Column[],
  rows: readonly Row[],
): Pick<PaperTable, 'columns' | 'rows'> {
  const kept = columns.map(
    ({ title }, index) => !OPTIONAL.includes(title) || rows.some(({ cells }) => cells[index] !== null),
  )
  return {
    columns: columns.filter((_, index) => kept[index]),
    rows: rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => kept[index]) })),
  }
}

/** What the joules cover, and why a run that was to measure them has none. */
function energyNotes(live: readonly RunView[]): string[] {
  const scopes = new Map<string, string[]>()
  for (const { label, report } of live) {
    const { energy } = report
    if (energy === undefined) continue
    const text =
      energy.gross === null
        ? `not measured: ${printable(energy.reason ?? 'no reason was given', 200)}`
        : `${printable(energy.scope ?? 'unknown', 200)} (probe ${printable(energy.probe, 100)})`
    scopes.set(text, [...(scopes.get(text) ?? []), label])
  }
  const notes = [...scopes].map(([scope, labels]) => `Energy of ${labels.join(', ')}: ${scope}.`)
  return scopes.size > 1 ? [...notes, 'Energies of different scopes cannot be compared.'] : notes
}
