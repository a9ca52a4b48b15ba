import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { PAIRED_RATIO, type PairedRatio } from './paired-ratio.ts'
import { PERCENTILES, type Percentiles } from './percentiles.ts'
import { boolean, count, joules, milliseconds, nullable, number, text } from './schema.ts'

/** The times of one example of the sample, run alone. Milliseconds; null is unknown, never 0. */
export interface SampleTiming {
  readonly id: string
  /** Hash of the prompt, as in an ExampleHash: times of different prompts are not compared. */
  readonly prompt: string
  readonly tokensIn: number | null
  readonly tokensOut: number | null
  readonly firstTokenMs: number | null
  readonly decodeMs: number | null
  readonly totalMs: number
  /** All energy that a probe measured while it ran. Absent: not measured. */
  readonly joules?: number
}

/** The record of the test worker about the sample, in {@link RunMeta}. JSON-safe. */
export interface LatencyRecord {
  /**
   * `measured`: every example of the sample has its times. `skipped`: this run was not to measure. `failed`:
   * it was, but there was no completion.
   */
  readonly status: 'measured' | 'skipped' | 'failed'
  /** Why there are no times; null when there are. */
  readonly reason: string | null
  /** Examples run before the sample, whose times are dropped. */
  readonly warmUp: number
  /** In the order of asking. */
  readonly timings: readonly SampleTiming[]
}

/**
 * The compared figure. `msPerToken` is the decode time divided by the tokens after the first, or, if an
 * engine does not report the decode time, the total time divided by all tokens.
 */
export type LatencyFigure = 'firstTokenMs' | 'msPerToken' | 'totalMs'

/** In the order in which they are shown. */
export const LATENCY_FIGURES: readonly LatencyFigure[] = ['firstTokenMs', 'msPerToken', 'totalMs']

/** A figure of the same examples, now and in the baseline; its medians are milliseconds. */
export interface LatencyRatio extends PairedRatio {
  readonly figure: LatencyFigure
}

/** The figures of this run's sample. */
export interface LatencySample extends Readonly<Record<LatencyFigure, Percentiles | null>> {
  readonly examples: number
  readonly warmUp: number
}

/**
 * `slower`, `faster`: an interval lies beyond the margin. `suspect`: a median does, its interval does not. `stable`: none
 * does. `new`, `accepted`: a baseline was written. `not_gated`: the run was not to measure. `inconclusive`: nothing may be
 * concluded.
 */
export type LatencyState =
  | 'slower'
  | 'suspect'
  | 'stable'
  | 'faster'
  | 'new'
  | 'accepted'
  | 'not_gated'
  | 'inconclusive'

/** The decision of the latency gate. */
export interface LatencyVerdict {
  readonly state: LatencyState
  /** One line with the numbers. */
  readonly reason: string
  /** Always 0 unless `fail`: then 1 for `slower`, 2 for `inconclusive`. */
  readonly exitCode: 0 | 1 | 2
  /** The label of the machine; null when it has none. */
  readonly machine: string | null
  readonly margin: number
  readonly fail: boolean
  readonly baseline: { readonly path: string; readonly model: string } | null
  /** Null when nothing was measured. */
  readonly sample: LatencySample | null
  readonly ratios: readonly LatencyRatio[]
  /** Differences of model, engine and threads that do not forbid the comparison. */
  readonly changed: readonly string[]
  /** Further lines: what was written, what to do. */
  readonly notes: readonly string[]
}

export const SAMPLE_TIMING: TUnsafe<SampleTiming> = typed<SampleTiming>()(
  Type.Object({
    id: text,
    prompt: text,
    tokensIn: nullable(count),
    tokensOut: nullable(count),
    firstTokenMs: nullable(milliseconds),
    decodeMs: nullable(milliseconds),
    totalMs: milliseconds,
    joules: Type.Optional(joules),
  }),
)

export const LATENCY_RECORD: TUnsafe<LatencyRecord> = typed<LatencyRecord>()(
  Type.Object({
    status: Type.Enum(['measured', 'skipped', 'failed']),
    reason: nullable(text),
    warmUp: count,
    timings: Type.Array(SAMPLE_TIMING),
  }),
)

const RATIO: TUnsafe<LatencyRatio> = typed<LatencyRatio>()(
  Type.Object({ figure: Type.Enum([...LATENCY_FIGURES]), ...PAIRED_RATIO }),
)

export const LATENCY_VERDICT: TUnsafe<LatencyVerdict> = typed<LatencyVerdict>()(
  Type.Object(
    {
      state: Type.Enum([
        'slower',
        'suspect',
        'stable',
        'faster',
        'new',
        'accepted',
        'not_gated',
        'inconclusive',
      ]),
      reason: text,
      exitCode: Type.Enum([0, 1, 2]),
      machine: nullable(text),
      margin: number,
      fail: boolean,
      baseline: nullable(Type.Object({ path: text, model: text })),
      sample: nullable(
        Type.Object({
          examples: count,
          warmUp: count,
          firstTokenMs: nullable(PERCENTILES),
          msPerToken: nullable(PERCENTILES),
          totalMs: nullable(PERCENTILES),
        }),
      ),
      ratios: Type.Array(RATIO),
      changed: Type.Array(text),
      notes: Type.Array(text),
    },
    {
      definition: 'latencyVerdict',
      description:
        'The decision of the latency gate: a fixed sample, one at a time, against the baseline of this machine.',
    },
  ),
)
