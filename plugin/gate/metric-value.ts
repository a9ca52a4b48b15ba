import { BASELINE_DIGITS, type BaselineEntry } from '../records/baseline.ts'
import type { CaseRecord } from '../records/case.ts'
import { complianceOf } from '../records/case-result.ts'
import { NO_EXPECTED_VALUE } from '../records/example-hash.ts'
import { DEFAULT_METRIC, type GateMetric, OWN_METRIC, partsOf } from '../records/gate-metric.ts'
import { primaryScores, type ReportedMode } from '../records/scores.ts'

const SCALE = 10 ** BASELINE_DIGITS

/** A value as a baseline stores it. */
export const rounded = (value: number): number => Math.round(value * SCALE) / SCALE

/** The metric that decides without the option: schema compliance where no example has an expected value. */
export function defaultMetric(cases: Iterable<Pick<CaseRecord, 'hash' | 'compliance'>>): GateMetric {
  let alone = false
  for (const { hash, compliance } of cases) {
    if (compliance !== undefined) alone = true
    // Of a broken line nothing is known.
    else if (hash !== null && hash.expected !== NO_EXPECTED_VALUE) return DEFAULT_METRIC
  }
  return alone ? 'schemaCompliance' : DEFAULT_METRIC
}

/** True for a metric that every baseline holds: those of the primary mode. */
export function isAlwaysStored(metric: GateMetric): boolean {
  return metric !== OWN_METRIC && partsOf(metric).mode === null
}

/** The value of a case under a metric, as a baseline stores it; null without a result. */
export function valueOfCase(
  item: Pick<CaseRecord, 'state' | 'scores' | 'compliance'>,
  metric: GateMetric,
): number | null {
  if (item.state === 'failed') return null
  const { mode, score } = partsOf(metric)
  const value = score === OWN_METRIC ? item.scores?.ownMetric : scoreOf(item, mode, score)
  return value === undefined || value === null ? null : rounded(Number(value))
}

function scoreOf(
  item: Pick<CaseRecord, 'scores' | 'compliance'>,
  mode: ReportedMode | null,
  score: 'jsonExact' | 'fieldF1' | 'schemaCompliance',
): number | boolean | null | undefined {
  const { scores, compliance } = item
  if (scores !== null) return (mode === null ? primaryScores(scores) : scores[mode])?.[score]
  if (score !== 'schemaCompliance') return null
  return mode === null ? complianceOf(item) : complianceIn(mode, compliance)
}

/** Of an example without an expected value; the official mode has no compliance then, and scoring rules concern values only. */
function complianceIn(mode: ReportedMode, card: CaseRecord['compliance']): boolean | undefined {
  return mode === 'official' ? undefined : card?.[mode === 'strict' ? 'strict' : 'lenient'].schemaCompliance
}

/** The value of an entry under a metric; null without a result. */
export function valueOfEntry(entry: BaselineEntry, metric: GateMetric): number | null {
  const { mode, score } = partsOf(metric)
  if (mode !== null || score === OWN_METRIC) return entry.value ?? null
  const value = { jsonExact: entry.exact, fieldF1: entry.f1, schemaCompliance: entry.compliant }[score]
  return value === null ? null : Number(value)
}
