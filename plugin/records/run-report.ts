import type { CaseRecord } from './case.ts'
import type { ModelInfo } from './engine.ts'
import type { ErrorClass } from './error-class.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { LatencyVerdict } from './latency.ts'
import type { MarkOptions, Outcome } from './outcome.ts'
import type { Percentiles } from './percentiles.ts'
import type { Verdict } from './verdict.ts'

/** Rates of one scoring mode over a set of cases. Fractions of 1; null when nothing was scored (never 0). */
export interface ModeRates {
  /** Share of exact answers. */
  readonly jsonExact: number | null
  /** Wilson interval, 95 %. */
  readonly jsonExactInterval: readonly [number, number] | null
  /** Macro mean of FieldF1 over examples. */
  readonly fieldF1: number | null
  /** Bootstrap interval of the macro mean, 95 %. */
  readonly fieldF1Interval: readonly [number, number] | null
  /** FieldF1 of all fields pooled: examples with many fields weigh more. */
  readonly fieldF1Micro: number | null
  /** Macro means of the two parts of FieldF1. */
  readonly precision: number | null
  readonly recall: number | null
  /** Share of answers that comply with their schema, over the examples that have one. */
  readonly schemaCompliance: number | null
  readonly schemaComplianceInterval: readonly [number, number] | null
  /** Share of answers in which a JSON value was found. */
  readonly parsed: number | null
}

/** Figures of a set of cases: the whole run, one complexity, one schema, one style. */
export interface Slice {
  /** Cases in the slice. */
  readonly examples: number
  /** Cases with an answer that was scored: the denominator of every rate. */
  readonly scored: number
  /** Cases without one: engine errors, time-outs, broken lines. */
  readonly failed: number
  /** Exact answers in lenient mode. */
  readonly exact: number
  /** Rates with strict extraction. */
  readonly strict: ModeRates
  /** Rates with lenient extraction. */
  readonly lenient: ModeRates
  /** Rates of the official harness. */
  readonly official: ModeRates
}

export interface Latency {
  /** `live`: measured in this run. `replayed`: measured when the answers were recorded. `mixed`: both. Only `live` is ever gated. */
  readonly measured: 'live' | 'replayed' | 'mixed' | 'none'
  /** Requests in flight at once; above 1 the times of a sequence include work for other sequences. */
  readonly concurrency: number
  /** Of one sequence: from the start of its work to its end, queueing excluded. */
  readonly totalMs: Percentiles | null
  /** Of one sequence: from the start of its work to its first token (TTFT). */
  readonly firstTokenMs: Percentiles | null
  /** Of one sequence: milliseconds for each generated token after the first. */
  readonly msPerToken: Percentiles | null
  /** From the request to the start of its work; no part of `totalMs`. */
  readonly queueMs: Percentiles | null
  readonly tokensIn: number | null
  readonly tokensOut: number | null
  /**
   * Throughput: output tokens of the live completions per wall-clock second of `generation`. Null without a live
   * completion or where one has no token count.
   */
  readonly outputTokensPerSecond: number | null
  /** {@link outputTokensPerSecond} under its short name. */
  readonly tokensPerSecond: number | null
  /** The phase that the throughput is of; null without a live completion. */
  readonly generation: Generation | null
  /** Speed of one sequence: output tokens over the sum of `totalMs`. Falls as concurrency rises, unlike the throughput. */
  readonly sequenceTokensPerSecond: number | null
  /** Null when no answer says whether tokens were guessed; absent in reports of older releases. */
  readonly drafts?: DraftSummary | null
}

/** From the first request to the last completion of a module, live completions only, loading excluded. */
export interface GenerationSpan {
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  readonly completions: number
  /** Null where a completion has no count. */
  readonly tokensOut: number | null
}

/** The generation phase of a run: the time in which at least one of its shards generated. */
export interface Generation {
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly endedAt: string
  /** Wall-clock milliseconds; gaps between shards are left out. */
  readonly wallMs: number
  /** Live completions. */
  readonly completions: number
  /** Their output tokens; null where one has no count. */
  readonly tokensOut: number | null
  /** Test modules that generated: 1 unless the run is merged from shards. */
  readonly shards: number
}

/** Speculation over the answers that tell it. */
export interface DraftSummary {
  /** Answers that tell it. */
  readonly answers: number
  readonly proposed: number
  readonly accepted: number
  /** Accepted of proposed, 0..1; null when nothing was proposed. */
  readonly acceptedShare: number | null
  /** Tokens for each step of the model, 1 without speculation; null when the answers' tokens are not known. */
  readonly tokensPerStep: number | null
}

export interface Machine {
  /** The user's name for the machine (`EDGEJSON_MACHINE`), or platform and CPU. */
  readonly label: string
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly platform: string
  readonly arch: string
  readonly node: string
}

/** Which examples ran. Only a complete run is gated and written as a baseline. */
export interface Coverage {
  /** Examples in the dataset file. */
  readonly planned: number
  /** Examples with a record in this run. */
  readonly ran: number
  readonly complete: boolean
  /** Why it is not complete: filtered, limited, sharded, interrupted; null when it is. */
  readonly reason: string | null
}

/** One model on one dataset: everything that reports, comparisons and leaderboards are made from. */
export interface RunReport {
  /** Tells this record from others. */
  readonly kind: 'edgejson-run'
  /** Version of the format. */
  readonly version: 1
  /** Package versions. */
  readonly tool: { readonly name: string; readonly version: string; readonly vitest: string | null }
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** Wall-clock milliseconds of the run; null where not known. */
  readonly durationMs: number | null
  /** The plugin's `name` option. */
  readonly name: string
  /** What is known of the model. */
  readonly model: ModelInfo
  /** Where the tests ran. */
  readonly machine: Machine
  /** Settings that must be equal for two runs to be compared. */
  readonly fingerprint: Fingerprint
  /** Name, path from the Vitest root, SHA-256 of the content and number of examples of the dataset. */
  readonly dataset: {
    readonly name: string
    readonly path: string
    readonly sha256: string
    readonly examples: number
  }
  /** Which examples ran. */
  readonly coverage: Coverage
  /** True when completions came from a recording and no model ran. */
  readonly replayed: boolean
  /** Answers taken over from a run that was cut off; measured then, on the same machine. */
  readonly resumed: number
  /** Figures of all examples. */
  readonly totals: Slice
  /** Figures by complexity. */
  readonly byComplexity: Readonly<Record<string, Slice>>
  /** Figures by the name of the schema. */
  readonly bySchema: Readonly<Record<string, Slice>>
  /** Figures by source. */
  readonly bySource: Readonly<Record<string, Slice>>
  /** Misses by class (lenient). */
  readonly errorClasses: Readonly<Record<ErrorClass, number>>
  /** Times and throughput. */
  readonly latency: Latency
  /** Whether the official figures may stand beside published tables, and if not, why. */
  readonly officialComparable: { readonly comparable: boolean; readonly reasons: readonly string[] }
  /** The decision on the run, from everything below; exit code, titles and tones of all outputs. */
  readonly outcome: Outcome
  /** Options that decide which mark a test has. */
  readonly marks: MarkOptions
  /** What the accuracy gate decided, with its figures. */
  readonly verdict: Verdict
  /** The latency gate's decision; absent where the option `latency` is not set. */
  readonly latencyGate?: LatencyVerdict
  /** The examples, in the order of the dataset. */
  readonly cases: readonly CaseRecord[]
}
