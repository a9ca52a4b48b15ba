import { InIdOrder } from '../../plugin/aggregation/in-id-order.ts'
import { type SliceCase, SliceTally } from '../../plugin/aggregation/slice.ts'
import type { FieldScores } from '../../plugin/gate/accuracy/field-f1.ts'
import type { Outcomes } from '../../plugin/gate/accuracy/paired.ts'
import { valueOfCase } from '../../plugin/gate/metric-value.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Completion } from '../../plugin/records/completion.ts'
import type { DimensionCase } from '../../plugin/records/dimension.ts'
import { DEFAULT_METRIC, type GateMetric, isRate } from '../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { primaryScores } from '../../plugin/records/scores.ts'
import type { Slice } from '../../plugin/records/slice.ts'
import { shortHash } from './common-examples.ts'

/** The ids of the compared examples with their places in a column. */
export interface ComparedIds {
  readonly ids: readonly string[]
  readonly places: ReadonlyMap<string, number>
}

/** One number for each compared example, null where it was not measured. */
export type Column = readonly (number | null)[]

/** Durations of the compared examples in milliseconds; NaN: not measured. */
export interface DurationColumns {
  readonly totalMs: Float64Array
  readonly firstTokenMs: Float64Array
  readonly msPerToken: Float64Array
}

/**
 * What a comparison keeps of the cases of a run: no texts, so that runs of any size fit into memory. Columns are in the order of
 * the compared ids, `examples` in that of the report.
 */
export interface RunColumns {
  /** The metric by example. */
  readonly values: FieldScores
  /** Right or wrong under the metric, or exact or not where that is a mean. */
  readonly outcomes: Outcomes
  readonly fieldF1: Column
  readonly ownMetric: Column
  /** Hashes of the output texts, null without one; null where the report does not have the texts. */
  readonly outputs: readonly (string | null)[] | null
  readonly durations: DurationColumns
  /** What breakdowns need of each example. */
  readonly examples: readonly (DimensionCase & { readonly id: string })[]
  /** Figures of the compared examples. */
  readonly figures: Slice
}

/** Reads a run once. */
export function runColumns(
  { cases, texts }: Pick<RunReport, 'cases' | 'texts'>,
  { ids, places }: ComparedIds,
  metric: GateMetric,
): RunColumns {
  const column = <Value>(): (Value | null)[] => Array.from({ length: ids.length }, () => null)
  const values = column<number>()
  const right = column<boolean>()
  const fieldF1 = column<number>()
  const ownMetric = column<number>()
  const outputs = texts === undefined ? column<string>() : null
  const durations = {
    totalMs: new Float64Array(ids.length).fill(Number.NaN),
    firstTokenMs: new Float64Array(ids.length).fill(Number.NaN),
    msPerToken: new Float64Array(ids.length).fill(Number.NaN),
  }
  const examples: (DimensionCase & { readonly id: string })[] = []
  const figures = new SliceTally()
  const sorted = new InIdOrder<SliceCase & { readonly id: string }>([figures])
  const outcomeMetric = isRate(metric) ? metric : DEFAULT_METRIC
  for (const each of cases) {
    const at = places.get(each.id)
    if (at === undefined) continue
    const { scores, completion } = each
    values[at] = valueOfCase(each, metric)
    const outcome = valueOfCase(each, outcomeMetric)
    right[at] = outcome === null ? null : outcome === 1
    fieldF1[at] = primaryScores(scores)?.fieldF1 ?? null
    ownMetric[at] = scores?.ownMetric ?? null
    if (outputs !== null && completion !== null) outputs[at] = shortHash(completion.text)
    durations.totalMs[at] = completion?.timings.totalMs ?? Number.NaN
    durations.firstTokenMs[at] = completion?.timings.firstTokenMs ?? Number.NaN
    durations.msPerToken[at] = completion === null ? Number.NaN : msPerToken(completion)
    examples.push(dimensions(each, ids[at] ?? each.id))
    sorted.add(withoutTexts(each))
  }
  sorted.end()
  return {
    values: byId(ids, values),
    outcomes: byId(ids, right),
    fieldF1,
    ownMetric,
    outputs,
    durations,
    examples,
    figures: figures.result(),
  }
}

/** A column by id, in the order of the ids. */
export function byId<Value>(
  ids: readonly string[],
  column: readonly (Value | null)[],
): Map<string, Value | null> {
  return new Map(ids.map((id, at) => [id, column[at] ?? null]))
}

function withoutTexts({ id, state, scores, compliance }: CaseRecord): SliceCase & { readonly id: string } {
  return {
    id,
    state,
    scores: scores && { ...scores, differences: [] },
    ...(compliance === undefined ? {} : { compliance: { ...compliance, violations: [] } }),
  }
}

function msPerToken({ timings: { decodeMs }, tokensOut }: Completion): number {
  return tokensOut === null || tokensOut < 2 || decodeMs === null ? Number.NaN : decodeMs / (tokensOut - 1)
}

function dimensions(
  { complexity, schemaId, source, slices }: CaseRecord,
  id: string,
): DimensionCase & { id: string } {
  return { id, complexity, schemaId, source, ...(slices === undefined ? {} : { slices }) }
}
