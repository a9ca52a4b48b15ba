import type { Latency } from '../../records/run-latency.ts'
import type { RunReport } from '../../records/run-report.ts'
import type { SliceThresholds, Thresholds } from '../../records/settings.ts'
import { primaryRates, type Slice } from '../../records/slice.ts'
import type { ThresholdResult } from '../../records/verdict.ts'

const SCORES = [
  { metric: 'jsonExact', unit: 'rate' },
  { metric: 'fieldF1', unit: 'score' },
  { metric: 'schemaCompliance', unit: 'rate' },
] as const
const LATENCIES = [
  { metric: 'latencyP50', key: 'p50' },
  { metric: 'latencyP90', key: 'p90' },
  { metric: 'latencyP95', key: 'p95' },
] as const

/** A mean that differs from the threshold only in its last digits is not below it. */
const TOLERANCE = 1e-9

function sliceThresholds(
  limits: SliceThresholds,
  figures: Slice | undefined,
  slice: ThresholdResult['slice'],
): ThresholdResult[] {
  return SCORES.flatMap(({ metric, unit }): ThresholdResult[] => {
    const limit = limits[metric]
    if (limit === undefined) return []
    const actual = (figures && primaryRates(figures))?.[metric] ?? null
    const broken = actual === null || actual < limit - TOLERANCE
    return [{ metric, slice, unit, direction: 'at least', limit, actual, broken }]
  })
}

function groupThresholds(
  limits: Readonly<Record<string, SliceThresholds>> | undefined,
  slices: Readonly<Record<string, Slice>>,
  dimension: string,
): ThresholdResult[] {
  return Object.entries(limits ?? {}).flatMap(([key, group]) =>
    sliceThresholds(group, Object.hasOwn(slices, key) ? slices[key] : undefined, { dimension, key }),
  )
}

function latencyThresholds(limits: Thresholds['latency'], latency: Latency): ThresholdResult[] {
  return LATENCIES.flatMap(({ metric, key }): ThresholdResult[] => {
    const limit = limits?.[key]
    if (limit === undefined) return []
    const threshold = { metric, slice: null, unit: 'ms', direction: 'at most', limit } as const
    if (latency.measured === 'replayed' || latency.measured === 'mixed') {
      const skipped =
        latency.measured === 'replayed'
          ? 'the completions were replayed, no model ran'
          : 'some of the completions were replayed'
      return [{ ...threshold, actual: null, broken: false, skipped }]
    }
    const actual = latency.totalMs?.[key] ?? null
    return [{ ...threshold, actual, broken: actual === null || actual > limit }]
  })
}

/**
 * Judges the configured thresholds: floors of the lenient figures, and ceilings of the latency. A threshold
 * on a figure that was not measured (a slice that does not exist, compliance without schemas) is not met, so
 * that a misspelt one never passes. Only a latency threshold on a run that was replayed, in part or whole, is
 * not judged; `skipped` says so.
 */
export function judgeThresholds(
  thresholds: Thresholds | undefined,
  figures: Pick<RunReport, 'totals' | 'byComplexity' | 'bySchema' | 'bySource' | 'bySlice' | 'latency'>,
): ThresholdResult[] {
  if (thresholds === undefined) return []
  return [
    ...sliceThresholds(thresholds, figures.totals, null),
    ...groupThresholds(thresholds.complexity, figures.byComplexity, 'complexity'),
    ...groupThresholds(thresholds.schema, figures.bySchema, 'schema'),
    ...groupThresholds(thresholds.source, figures.bySource, 'source'),
    ...Object.entries(thresholds.slices ?? {}).flatMap(([name, limits]) =>
      groupThresholds(
        limits,
        Object.entries(figures.bySlice ?? {}).find(([own]) => own === name)?.[1] ?? {},
        name,
      ),
    ),
    ...latencyThresholds(thresholds.latency, figures.latency),
  ]
}
