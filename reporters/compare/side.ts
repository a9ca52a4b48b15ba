import { slice } from '../../plugin/aggregation/slice.ts'
import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import { plural } from '../../plugin/core/format.ts'
import { listed, printable } from '../../plugin/core/printable.ts'
import type { FieldScores } from '../../plugin/gate/accuracy/field-f1.ts'
import type { Outcomes } from '../../plugin/gate/accuracy/paired.ts'
import { hasResult } from '../../plugin/records/case-result.ts'
import { countWhere } from '../../plugin/records/case-sequence.ts'
import { type GateMetric, OWN_METRIC, partsOf } from '../../plugin/records/gate-metric.ts'
import { primaryRates, type Slice } from '../../plugin/records/slice.ts'
import type { CasesById } from './common-cases.ts'
import type { ComparedRun, NamedRun, RankRange } from './types.ts'

/** A run with its name and what of it is compared. */
export interface Side extends NamedRun {
  /** Also where the caller gave none. */
  readonly key: string
  readonly cases: CasesById
  /** Right or wrong under the metric, or exact or not where that is a mean. */
  readonly outcomes: Outcomes
  /** The metric by example. */
  readonly values: FieldScores
}

/** What to say of examples that differ from run to run: the dataset was edited between them. */
export function otherExamples(sides: readonly Side[], ids: readonly string[]): string[] {
  const hashes = new Set(sides.map(({ report }) => report.dataset.sha256))
  if (hashes.size < 2) return []
  const compared = new Set(ids)
  const others = sides.flatMap(({ cases }) => [...cases.keys()].filter((id) => !compared.has(id)))
  const left = [...new Set(others)].sort(byCodeUnit)
  const names = left.length === 0 ? '' : `; left out are ${listed(left)}`
  return [
    `the datasets differ: compared are the ${plural(ids.length, 'example')} that all runs share${names}`,
  ]
}

/** What to say of examples that not every run answered. */
export function leftOut(sides: readonly Side[], common: number): string[] {
  const missing = sides.filter((side) => unanswered(side) > 0)
  if (missing.length === 0) return []
  const list = missing.map((side) => {
    const { reason } = side.report.coverage
    const why = reason === null ? '' : ` (${printable(reason)})`
    return `${side.key} has no output for ${plural(unanswered(side), 'example')}${why}`
  })
  return [
    `left out are examples without output in some runs: ${list.join(', ')}; all figures are of the other ${common}`,
  ]
}

function unanswered({ report, cases }: Side): number {
  const without = countWhere(report.cases, (each) => hasResult(each) && !cases.has(each.id))
  return Math.max(0, report.dataset.examples - without - cases.size)
}

/** The run as the comparison shows it. */
export function describe(
  side: Side,
  ids: readonly string[],
  metric: GateMetric,
  rank: RankRange,
  tiedWith: readonly string[],
): ComparedRun {
  const { report, cases } = side
  const figures = slice(ids.map((id) => cases.get(id)).filter((item) => item !== undefined))
  const { jsonExact, jsonExactInterval, fieldF1, fieldF1Interval, schemaCompliance } = primaryRates(figures)
  return {
    key: side.key,
    label: side.label,
    model: report.model,
    machine: report.machine.label,
    createdAt: report.createdAt,
    measured: report.latency.measured,
    unanswered: unanswered(side),
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
