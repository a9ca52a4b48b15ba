import {
  boolean,
  type Check,
  count,
  definition,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  pair,
  string,
} from './check.ts'
import type { LatencyRatio, LatencyRecord, LatencySample, LatencyVerdict, SampleTiming } from './latency.ts'
import type { Percentiles } from './percentiles.ts'

/** Order-statistic bounds of a percentile; null where there are too few values. */
const bounds: Check<readonly [number | null, number | null]> = pair(nullable(number))

export const checkPercentiles: Check<Percentiles> = definition(
  'percentiles',
  'Percentiles of a duration in milliseconds.',
  object<Percentiles>({
    count,
    mean: number,
    p50: number,
    p90: number,
    p95: number,
    max: number,
    intervals: optional(
      object<NonNullable<Percentiles['intervals']>>({ p50: bounds, p90: bounds, p95: bounds }),
    ),
  }),
)

/** What a generated module says of the latency sample. */
export const checkLatencyRecord: Check<LatencyRecord> = object<LatencyRecord>({
  status: oneOf('measured', 'skipped', 'failed'),
  reason: nullable(string),
  warmUp: count,
  timings: list(
    object<SampleTiming>({
      id: string,
      prompt: string,
      tokensIn: nullable(count),
      tokensOut: nullable(count),
      firstTokenMs: nullable(number),
      decodeMs: nullable(number),
      totalMs: number,
    }),
  ),
})

const figure: Check<LatencyRatio['figure']> = oneOf('firstTokenMs', 'msPerToken', 'totalMs')

/** The latency gate's decision as a report carries it. */
export const checkLatencyVerdict: Check<LatencyVerdict> = definition(
  'latencyVerdict',
  'The decision of the latency gate: a fixed sample, one at a time, against the baseline of this machine.',
  object<LatencyVerdict>({
    state: oneOf('slower', 'suspect', 'stable', 'faster', 'new', 'accepted', 'not_gated', 'invalid'),
    reason: string,
    exitCode: oneOf(0, 1, 2),
    machine: nullable(string),
    margin: number,
    fail: boolean,
    baseline: nullable(object<{ path: string; model: string }>({ path: string, model: string })),
    sample: nullable(
      object<LatencySample>({
        examples: count,
        warmUp: count,
        firstTokenMs: nullable(checkPercentiles),
        msPerToken: nullable(checkPercentiles),
        totalMs: nullable(checkPercentiles),
      }),
    ),
    ratios: list(
      object<LatencyRatio>({
        figure,
        pairs: count,
        reference: number,
        candidate: number,
        ratio: number,
        interval: pair(number),
        judged: boolean,
      }),
    ),
    changed: list(string),
    notes: list(string),
  }),
)
