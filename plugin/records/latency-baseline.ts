import type { Recorded } from './baseline.ts'
import type { SampleTiming } from './latency.ts'
import type { Fingerprint } from './run-report.ts'

/** Settings that must agree before the times of two samples are compared. */
export type Asked = Pick<Fingerprint, 'maxNewTokens' | 'stop'>

/** First line of a latency baseline. */
export interface LatencyHeader {
  readonly kind: 'edgejson-latency'
  readonly version: 1
  /** The plugin's `name` option. */
  readonly name: string
  /** The machine's label; its CPU is in `recorded`. */
  readonly machine: string
  readonly asked: Asked
  readonly recorded: Recorded
  readonly sample: { readonly examples: number; readonly warmUp: number }
}

/** A committed latency baseline: what each example of the sample took on one machine. JSON-safe. */
export interface LatencyBaseline extends LatencyHeader {
  /** One for each example, sorted by id in code-unit order. Milliseconds are rounded to {@link LATENCY_DIGITS}. */
  readonly timings: readonly SampleTiming[]
}

/** Decimals of a millisecond in the file. */
export const LATENCY_DIGITS = 3
