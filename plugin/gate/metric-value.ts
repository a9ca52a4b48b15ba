import { BASELINE_DIGITS, type BaselineEntry } from '../records/baseline.ts'
import type { CaseRecord } from '../records/case.ts'
import { type GateMetric, OWN_METRIC, partsOf } from '../records/gate-metric.ts'

const SCALE = 10 ** BASELINE_DIGITS

/** A value as a baseline stores it. */
export const rounded = (value: number): number => Math.round(value * SCALE) / SCALE

/** True for a metric that every baseline holds: those of the primary mode. */
export function isAlwaysStored(metric: GateMetric): boolean {
  return metric !== OWN_METRIC && partsOf(metric).mode === null
}

/** The value of a case under a metric of a named mode or the own metric, as a baseline stores it; null without a result. */
export function valueOfCase(
  { state, scores }: Pick<CaseRecord, 'state' | 'scores'>,
  metric: GateMetric,
): number | null {
  if (state === 'failed') return null
  const { mode, score } = partsOf(metric)
  const value = score === OWN_METRIC ? scores?.ownMetric : mode === null ? undefined : scores?.[mode]?.[score]
  return value === undefined || value === null ? null : rounded(Number(value))
}

/** The value of an entry under a metric; null without a result. */
export function valueOfEntry(entry: BaselineEntry, metric: GateMetric): number | null {
  const { mode, score } = partsOf(metric)
  if (mode !== null || score === OWN_METRIC) return entry.value ?? null
  const value = { jsonExact: entry.exact, fieldF1: entry.f1, schemaCompliance: entry.compliant }[score]
  return value === null ? null : Number(value)
}
