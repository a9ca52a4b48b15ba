import { printable } from '../../../plugin/core/printable.ts'
import type { PaperInput } from '../paper-input.ts'
import type { RunView } from '../run-view.ts'
import { type Missing, missing, type PaperTable, type Row } from '../table.ts'

/**
 * Runs whose latency was measured while they ran, by machine, then as given; recorded timings may come from another
 * machine.
 */
export function liveRuns(runs: readonly RunView[]): RunView[] {
  const live = runs.filter(
    ({ report: { latency } }) => latency.measured === 'live' && latency.totalMs !== null,
  )
  const machines = [...new Set(live.map(({ report }) => report.machine.label))]
  return machines.flatMap((machine) => live.filter(({ report }) => report.machine.label === machine))
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
  const left = runs.filter((run) => !live.includes(run)).map(({ label }) => label)
  const shared = live.filter(({ report }) => report.latency.concurrency > 1)
  return [
    ...(left.length === 0 ? [] : [`Left out, because replayed or not measured: ${left.join(', ')}.`]),
    ...shared.map(
      ({ label, report }) =>
        `${label} ran at a concurrency of ${report.latency.concurrency}, so the time of a sequence includes work for other sequences.`,
    ),
  ]
}

/** Table 5: latency and speed of every run on every machine. */
export function latencyTable({ runs, published }: PaperInput): PaperTable | Missing {
  const live = liveRuns(runs)
  if (live.length === 0) return latencyMissing(runs)
  const rows: Row[] = live.map(({ report, model }, index) => {
    const { latency, machine } = report
    return {
      startsGroup: machine.label !== live[index - 1]?.report.machine.label,
      cells: [
        printable(machine.label, 60),
        model,
        printable(report.model.engine, 40),
        report.model.threads,
        latency.concurrency,
        latency.totalMs?.count ?? null,
        latency.totalMs?.p50 ?? null,
        latency.totalMs?.p95 ?? null,
        latency.firstTokenMs?.p50 ?? null,
        latency.msPerToken?.p50 ?? null,
        latency.sequenceTokensPerSecond,
        latency.tokensPerSecond,
      ],
    }
  })
  const others = (published?.speed ?? []).map(
    ({ model, machine, tokensPerSecond }, index): Row => ({
      published: true,
      startsGroup: index === 0,
      cells: [
        printable(machine, 60),
        printable(model, 60),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        tokensPerSecond,
        null,
      ],
    }),
  )
  return {
    kind: 'table',
    caption: 'Latency of a sequence and throughput of the whole run by platform',
    columns: [
      { title: 'machine', kind: 'text' },
      { title: 'model', kind: 'text' },
      { title: 'engine', kind: 'text' },
      { title: 'threads', kind: 'number' },
      { title: 'concurrency', kind: 'number' },
      { title: 'completions', kind: 'number' },
      { title: 'completion p50 (ms)', kind: 'number' },
      { title: 'completion p95 (ms)', kind: 'number' },
      { title: 'first token p50 (ms)', kind: 'number', digits: 1 },
      { title: 'each further token p50 (ms)', kind: 'number', digits: 2 },
      { title: 'tokens/s of one sequence', kind: 'number', digits: 1 },
      { title: 'output tokens/s, wall clock', kind: 'number', digits: 1 },
    ],
    rows: [...rows, ...others],
    notes: [
      ...latencyNotes(runs, live),
      ...(others.length > 0 && published !== null
        ? [`Published figures, of other machines and prompts: ${printable(published.source, 300)}.`]
        : []),
    ],
  }
}
