import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { COMPLETION_KINDS, type CompletionKind, FINISH_REASONS, type FinishReason } from './finish-reason.ts'
import { boolean, count, milliseconds, nullable, text } from './schema.ts'

/**
 * When generation stops before the limit: at the end token (EOS), or also once the JSON value is complete.
 */
export type StopCriterion = 'json_complete' | 'eos'

/** Milliseconds; null if the engine cannot measure it. Null never means 0. */
export interface CompletionTimings {
  /** From the request to the start of its work. */
  readonly queueMs: number | null
  /** Processing of the prompt. */
  readonly prefillMs: number | null
  /** From the start of the work to the first token (TTFT). */
  readonly firstTokenMs: number | null
  /** From the first token to the last. */
  readonly decodeMs: number | null
  /** From the start of the work to the end, queueing excluded. */
  readonly totalMs: number | null
}

/**
 * Speculative decoding: draft tokens that were verified within other steps, and how many became part of the output text.
 * Every other token of the output took a step of its own.
 */
export interface SpeculationCounts {
  /** Draft tokens that were verified. */
  readonly drafted: number
  /** Draft tokens that became part of the output text. */
  readonly accepted: number
}

/** The result of one request. JSON-safe. */
export interface Completion {
  /** The output text; the text so far if the engine failed. */
  readonly text: string
  /** Why the completion ended. */
  readonly finishReason: FinishReason
  /** Tokens of the prompt, null where unknown. */
  readonly tokensIn: number | null
  /**
   * Tokens of the prompt whose keys and values came from a prefix cache. Absent where the engine has none or does not tell.
   */
  readonly cachedTokensIn?: number
  /** Tokens generated, null where unknown. */
  readonly tokensOut: number | null
  /** How long it took, as far as the engine knows. */
  readonly timings: CompletionTimings
  /**
   * Where the output text comes from, if not from ordinary content:
   * - `tool_call`: the model called a tool; without content the text is the arguments of the call;
   * - `several_calls`: several tool calls where one was requested; the text is the arguments of the first of that tool;
   * - `wrong_tool`: a call of another tool than the requested one; the text is empty;
   * - `no_call`: content where a tool call was requested; the text is empty;
   * - `refusal`: a server's refusal field; the text is its content;
   * - `reasoning_only`: all tokens are reasoning, which is not output text: the text is empty;
   * - `empty`: nothing at all.
   * All are output of the weights and are scored; this explains a miss. Absent for ordinary text.
   */
  readonly kind?: CompletionKind
  /**
   * Start marker of the reasoning block that the rendered prompt opened, such as `<think>` at the end of a chat template:
   * the text begins within that block. Absent: none, or not known (servers).
   */
  readonly reasoningOpened?: string
  /** Absent where the engine does not speculate. */
  readonly speculation?: SpeculationCounts
  /** True when the answer was read from a recording; its timings are then those of the recorded run. */
  readonly replayed: boolean
  /** Present exactly when `finishReason` is `timeout` or `error`. */
  readonly error?: { readonly code: string; readonly message: string }
}

export const STOP_CRITERIA: readonly StopCriterion[] = ['json_complete', 'eos']

const TIMINGS: TUnsafe<CompletionTimings> = typed<CompletionTimings>()(
  Type.Object(
    {
      queueMs: nullable(milliseconds),
      prefillMs: nullable(milliseconds),
      firstTokenMs: nullable(milliseconds),
      decodeMs: nullable(milliseconds),
      totalMs: nullable(milliseconds),
    },
    { definition: 'timings', description: 'Milliseconds; null if the engine cannot measure it.' },
  ),
)

export const COMPLETION: TUnsafe<Completion> = typed<Completion>()(
  Type.Object(
    {
      text,
      finishReason: Type.Enum([...FINISH_REASONS]),
      tokensIn: nullable(count),
      cachedTokensIn: Type.Optional(count),
      tokensOut: nullable(count),
      timings: TIMINGS,
      kind: Type.Optional(Type.Enum([...COMPLETION_KINDS])),
      reasoningOpened: Type.Optional(text),
      speculation: Type.Optional(Type.Object({ drafted: count, accepted: count })),
      replayed: boolean,
      error: Type.Optional(Type.Object({ code: text, message: text })),
    },
    { definition: 'completion', description: 'What the engine returned.' },
  ),
)
