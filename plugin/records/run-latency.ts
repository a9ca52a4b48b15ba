import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { PERCENTILES, type Percentiles } from './percentiles.ts'
import { count, nullable, number, text } from './schema.ts'

export interface Latency {
  /**
   * `live`: measured in this run. `replayed`: measured when the completions were recorded. `mixed`: both.
   * Only `live` is gated.
   */
  readonly measured: 'live' | 'replayed' | 'mixed' | 'none'
  /** Concurrent requests. Above 1 the times of a sequence include work for other sequences. */
  readonly concurrency: number
  /** Of one sequence: from the start of its work to its end, queueing excluded. */
  readonly totalMs: Percentiles | null
  /** Of one sequence: from the start of its work to its first token (TTFT). */
  readonly firstTokenMs: Percentiles | null
  /** Of one sequence: milliseconds for each generated token after the first. */
  readonly msPerToken: Percentiles | null
  /** From the request to the start of its work; not included in `totalMs`. */
  readonly queueMs: Percentiles | null
  readonly tokensIn: number | null
  /**
   * Tokens of prompts whose keys and values came from a prefix cache. Null where no completion reports them; a part of
   * `tokensIn` otherwise.
   */
  readonly cachedTokensIn: number | null
  readonly tokensOut: number | null
  /**
   * Throughput: output tokens of the live completions per wall-clock second of `generation`. Null without a live
   * completion or where one has no token count.
   */
  readonly tokensPerSecond: number | null
  /** The phase of the throughput; null without a live completion. */
  readonly generation: Generation | null
  /**
   * Speed of one sequence: output tokens divided by the sum of `totalMs`. Unlike the throughput, it falls as
   * concurrency rises.
   */
  readonly sequenceTokensPerSecond: number | null
  /** Null where no completion reports draft tokens. */
  readonly speculation: Speculation | null
}

/** From the first request to the last completion of a module, live completions only, loading excluded. */
export interface GenerationSpan {
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  readonly completions: number
  /** Null if a completion has no count. */
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
  /** Their output tokens; null if a completion has no count. */
  readonly tokensOut: number | null
  /** Test modules that generated: 1 unless the run is merged from shards. */
  readonly shards: number
}

/** Speculative decoding over the completions that report draft tokens. */
export interface Speculation {
  /** Completions that report draft tokens. */
  readonly completions: number
  /** Draft tokens that were verified. */
  readonly drafted: number
  /** Draft tokens that became part of an output text. */
  readonly accepted: number
  /** Accepted of drafted, 0..1; null when nothing was drafted. */
  readonly acceptanceRate: number | null
  /** Output tokens of each decoding step, 1 without speculation; null where a token count is not known. */
  readonly tokensPerStep: number | null
}

export const GENERATION_SPAN: TUnsafe<GenerationSpan> = typed<GenerationSpan>()(
  Type.Object({ startedAt: number, endedAt: number, completions: count, tokensOut: nullable(count) }),
)

const GENERATION: TUnsafe<Generation> = typed<Generation>()(
  Type.Object({
    startedAt: text,
    endedAt: text,
    wallMs: number,
    completions: count,
    tokensOut: nullable(count),
    shards: count,
  }),
)

const SPECULATION: TUnsafe<Speculation> = typed<Speculation>()(
  Type.Object({
    completions: count,
    drafted: count,
    accepted: count,
    acceptanceRate: nullable(number),
    tokensPerStep: nullable(number),
  }),
)

export const LATENCY: TUnsafe<Latency> = typed<Latency>()(
  Type.Object(
    {
      measured: Type.Enum(['live', 'replayed', 'mixed', 'none']),
      concurrency: count,
      totalMs: nullable(PERCENTILES),
      firstTokenMs: nullable(PERCENTILES),
      msPerToken: nullable(PERCENTILES),
      queueMs: nullable(PERCENTILES),
      tokensIn: nullable(count),
      cachedTokensIn: nullable(count),
      tokensOut: nullable(count),
      tokensPerSecond: nullable(number),
      generation: nullable(GENERATION),
      sequenceTokensPerSecond: nullable(number),
      speculation: nullable(SPECULATION),
    },
    { definition: 'latency', description: 'How long completions took.' },
  ),
)
