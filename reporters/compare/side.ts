import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import { plural } from '../../plugin/core/format.ts'
import { listed, printable } from '../../plugin/core/printable.ts'
import { type GateMetric, OWN_METRIC, partsOf } from '../../plugin/records/gate-metric.ts'
import { primaryRates, type Slice } from '../../plugin/records/slice.ts'
import type { ComparableExamples } from './common-examples.ts'
import type { ComparedIds, RunColumns } from './run-columns.ts'
import type { ComparedRun, NamedRun, RankRange } from './types.ts'

/** A run with its name and what of it is compared. */
export interface Side extends NamedRun, RunColumns {
  /** Also where the caller gave none. */
  readonly key: string
  readonly unanswered: ComparableExamples['unanswered']
}

/** What to say of examples that differ from run to run: the dataset was edited between them. */
export function otherExamples(
  runs: readonly NamedRun[],
  comparable: readonly ComparableExamples[],
  { ids, places }: ComparedIds,
): string[] {
  const hashes = new Set(runs.map(({ report }) => report.dataset.sha256))
  if (hashes.size < 2) return []
  const others = comparable.flatMap(({ identities }) =>
    [...identities.keys()].filter((id) => !places.has(id)),
  )
  const left = [...new Set(others)].sort(byCodeUnit)
  const names = left.length === 0 ? '' : `; left out are ${listed(left)}`
  return [
    `the datasets differ: compared are the ${plural(ids.length, 'example')} that all runs share${names}`,
  ]
}

/** What to say of examples that not every run answered. */
export function leftOut(sides: readonly Side[], common: number): string[] {
  const missing = sides.filter(({ unanswered }) => unanswered > 0)
  if (missing.length === 0) return []
  const list = missing.map((side) => {
    const { reason } = side.report.coverage
    const why = reason === null ? '' : ` (${printable(reason)})`
    return `${side.key} has no output for ${plural(side.unanswered, 'example')}${why}`
  })
  return [
    `left out are examples without output in some runs: ${list.join(', ')}; all figures are of the other ${common}`,
  ]
}

/** The run as the comparison shows it. */
export function describe(
  { report, figures, ...side }: Side,
  metric: GateMetric,
  rank: RankRange,
  tiedWith: readonly string[],
): ComparedRun {
  const { jsonExact, jsonExactInterval, fieldF1, fieldF1Interval, schemaCompliance } = primaryRates(figures)
  return {
    key: side.key,
    label: side.label,
    model: report.model,
    machine: report.machine.label,
    createdAt: report.createdAt,
    measured: report.latency.measured,
    unanswered: side.unanswered,
    ...figureOf(figures, metric),
    exact: figures.exact,
    jsonExact,
    jsonExactInterval,
    fieldF1,
    fieldF1Interval,
    schemaCompliance,
    rank,
    tiedWith,
  }
}

/** The metric over a set of examples that all have a value of it. */
function figureOf(figures: Slice, metric: GateMetric): Pick<ComparedRun, 'value' | 'valueInterval'> {
  const { mode, score } = partsOf(metric)
  if (score === OWN_METRIC)
    return { value: figures.ownMetric?.mean ?? 0, valueInterval: figures.ownMetric?.interval ?? null }
  const rates = (mode === null ? null : figures[mode]) ?? primaryRates(figures)
  return { value: rates[score] ?? 0, valueInterval: rates[`${score}Interval`] }
}
