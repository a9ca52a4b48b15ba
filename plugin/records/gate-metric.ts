import type { ReportedMode } from './scores.ts'

/** The project's own metric, of the option `scoring.metric`. */
export const OWN_METRIC = 'ownMetric'

/** The scores that exist in every mode. */
const SCORES = ['jsonExact', 'fieldF1', 'schemaCompliance'] as const
type Score = (typeof SCORES)[number]

const MODES: readonly ReportedMode[] = ['strict', 'lenient', 'official', 'task']

/**
 * A metric that can decide the gate: a score of the primary mode (`task` under scoring rules, else `lenient`), or of a named
 * one, such as `official.fieldF1`, or the project's own metric.
 */
export type GateMetric = Score | typeof OWN_METRIC | `${ReportedMode}.${Score}`

export const GATE_METRICS: readonly GateMetric[] = [
  ...SCORES,
  OWN_METRIC,
  ...MODES.flatMap((mode) => SCORES.map((score): GateMetric => `${mode}.${score}`)),
]

/** The metric that decides without the option. */
export const DEFAULT_METRIC: GateMetric = 'jsonExact'

/** Mode and score of a metric; the mode is null for the primary one and for the own metric, which has none. */
export function partsOf(metric: GateMetric): {
  readonly mode: ReportedMode | null
  readonly score: Score | typeof OWN_METRIC
} {
  if (metric === OWN_METRIC) return { mode: null, score: OWN_METRIC }
  const score = SCORES.find((each) => metric === each || metric.endsWith(`.${each}`)) ?? 'jsonExact'
  return { mode: MODES.find((mode) => metric.startsWith(`${mode}.`)) ?? null, score }
}

const LABELS: Readonly<Record<Score | typeof OWN_METRIC, string>> = {
  ownMetric: 'own metric',
  jsonExact: 'JSONExact',
  fieldF1: 'FieldF1',
  schemaCompliance: 'schema compliance',
}

/** `JSONExact`, `FieldF1 (official)`. */
export function metricLabel(metric: GateMetric = DEFAULT_METRIC): string {
  const { mode, score } = partsOf(metric)
  return mode === null ? LABELS[score] : `${LABELS[score]} (${mode})`
}

/** True for a metric that is right or wrong for each example; false for a number whose mean is compared. */
export function isRate(metric: GateMetric = DEFAULT_METRIC): boolean {
  const { score } = partsOf(metric)
  return score !== 'fieldF1' && score !== OWN_METRIC
}

/** What an output is that is right under a rate: `exact`, `compliant`. */
export function rightWord(metric: GateMetric = DEFAULT_METRIC): 'exact' | 'compliant' {
  return partsOf(metric).score === 'schemaCompliance' ? 'compliant' : 'exact'
}

/** What the paired comparison of a verdict is of: the metric, or JSONExact where that is a mean. */
export function comparedLabel(metric: GateMetric = DEFAULT_METRIC): string {
  return isRate(metric) ? metricLabel(metric) : metricLabel()
}
