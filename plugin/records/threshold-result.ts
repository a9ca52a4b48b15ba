import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { boolean, nullable, number, text } from './schema.ts'

const SCORES = ['jsonExact', 'fieldF1', 'schemaCompliance'] as const
const LATENCIES = ['latencyP50', 'latencyP90', 'latencyP95'] as const
const BUDGETS = [
  'tokensInMean',
  'tokensInP95',
  'tokensInTotal',
  'tokensOutMean',
  'tokensOutP95',
  'tokensOutTotal',
  'costMean',
  'costP95',
  'costTotal',
] as const
/** The metrics for which a threshold can be set. */
export type ThresholdMetric = (typeof SCORES | typeof LATENCIES | typeof BUDGETS)[number]

/** A configured threshold and the measured figure. */
export interface ThresholdResult {
  readonly metric: ThresholdMetric
  /** The examples it applies to; null for all of them. */
  readonly slice: { readonly dimension: string; readonly key: string } | null
  /** Of `limit` and `actual`: `rate` a fraction of 1 shown in percent, `score` a mean in 0..1, `ms` milliseconds, `tokens`, `cost`. */
  readonly unit: 'rate' | 'score' | 'ms' | 'tokens' | 'cost'
  /** Of a cost. */
  readonly currency?: string
  readonly direction: 'at least' | 'at most'
  readonly limit: number
  /** Null if it was not measured; a threshold on a figure that was not measured is not met. */
  readonly actual: number | null
  readonly broken: boolean
  /**
   * Why it was not judged (a latency on a replayed run); absent if it was. Such a threshold does not fail.
   */
  readonly skipped?: string
  /** Why a budget could not be judged; absent if it was. The run is then inconclusive. */
  readonly unmeasured?: string
}

export const THRESHOLD_RESULT: TUnsafe<ThresholdResult> = typed<ThresholdResult>()(
  Type.Object({
    metric: Type.Enum([...SCORES, ...LATENCIES, ...BUDGETS]),
    slice: nullable(Type.Object({ dimension: text, key: text })),
    unit: Type.Enum(['rate', 'score', 'ms', 'tokens', 'cost']),
    currency: Type.Optional(text),
    direction: Type.Enum(['at least', 'at most']),
    limit: number,
    actual: nullable(number),
    broken: boolean,
    skipped: Type.Optional(text),
    unmeasured: Type.Optional(text),
  }),
)
