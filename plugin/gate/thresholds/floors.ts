import type {
  FloorResult,
  Latency,
  RunReport,
  Slice,
  SliceThresholds,
  Thresholds,
} from '../../model/index.ts'

const METRICS = ['jsonExact', 'fieldF1', 'schemaCompliance'] as const
const LATENCIES = ['p50', 'p90', 'p95'] as const

/** A mean that is the floor but for its last digits is not below it. */
const TOLERANCE = 1e-9

function sliceFloors(limits: SliceThresholds, slice: Slice | undefined, prefix: string): FloorResult[] {
  const floors: FloorResult[] = []
  for (const metric of METRICS) {
    const limit = limits[metric]
    if (limit === undefined) continue
    const actual = slice?.lenient[metric] ?? null
    const broken = actual === null || actual < limit - TOLERANCE
    floors.push({ name: `${prefix}${metric}`, limit, actual, broken })
  }
  return floors
}

function groupFloors(
  limits: Readonly<Record<string, SliceThresholds>> | undefined,
  slices: Readonly<Record<string, Slice>>,
): FloorResult[] {
  return Object.entries(limits ?? {}).flatMap(([key, group]) =>
    sliceFloors(group, Object.hasOwn(slices, key) ? slices[key] : undefined, `${key}.`),
  )
}

function latencyFloors(limits: Thresholds['latency'], latency: Latency): FloorResult[] {
  const floors: FloorResult[] = []
  for (const key of LATENCIES) {
    const limit = limits?.[key]
    if (limit === undefined) continue
    const name = `latency.${key}`
    if (latency.measured === 'replayed' || latency.measured === 'mixed') {
      const skipped =
        latency.measured === 'replayed'
          ? 'the answers were replayed, no model ran'
          : 'some of the answers were replayed'
      floors.push({ name, limit, actual: null, broken: false, skipped })
      continue
    }
    const actual = latency.totalMs?.[key] ?? null
    floors.push({ name, limit, actual, broken: actual === null || actual > limit })
  }
  return floors
}

/**
 * Judges the configured floors on the lenient figures, and the latency ceilings. A floor on something that was not
 * measured (a slice that does not exist, a compliance without schemas) is broken: a misspelt floor must not pass.
 * Only a latency on a run that was replayed, in part or whole, is not judged: `skipped` says so.
 */
export function judgeFloors(
  thresholds: Thresholds | undefined,
  figures: Pick<RunReport, 'totals' | 'byComplexity' | 'bySchema' | 'latency'>,
): FloorResult[] {
  if (thresholds === undefined) return []
  return [
    ...sliceFloors(thresholds, figures.totals, ''),
    ...groupFloors(thresholds.complexity, figures.byComplexity),
    ...groupFloors(thresholds.schema, figures.bySchema),
    ...latencyFloors(thresholds.latency, figures.latency),
  ]
}
