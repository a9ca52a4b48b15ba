import type { ReasoningOption } from '../extraction/reasoning.ts'
import type { ChatMessage } from './chat-message.ts'
import type { Completion, StopCriterion } from './completion.ts'
import type { OutputConstraint } from './constraint.ts'
import type { ModelInfo } from './model-info.ts'

/** A prompt ready for an engine: plain text, or the turns of a conversation for the model's own chat template. */
export interface RenderedPrompt {
  /** `text`: the engine continues the text. `chat`: the model answers a conversation. */
  readonly kind: 'text' | 'chat'
  /** The example's prompt in its template. Of a chat with `messages`: all turns as one text. */
  readonly text: string
  /** The turns of a chat, the last one the user's. Absent: the chat is one message of the user, `text`. */
  readonly messages?: readonly ChatMessage[]
}

/** The turns of a chat prompt. */
export function chatMessages({ messages, text }: RenderedPrompt): readonly ChatMessage[] {
  return messages ?? [{ role: 'user', content: text }]
}

/** What identifies a prompt: the JSON text `["text","…"]`, `["chat","…"]` or `["chat",[["system","…"],…]]`. */
export function promptIdentity({ kind, text, messages }: RenderedPrompt): string {
  return JSON.stringify([
    kind,
    messages === undefined ? text : messages.map(({ role, content }) => [role, content]),
  ])
}

/** A tool that the model has to call. JSON-safe. */
export interface RequestedTool {
  /** Name of the tool: letters, digits, `_` and `-`, at most 64. */
  readonly name: string
  /** JSON Schema of its arguments. */
  readonly parameters: unknown
}

/** One request for a completion. */
export interface CompletionRequest {
  /** The example's id, for messages and for recordings that are keyed by id. */
  readonly id: string
  /** What the engine completes. */
  readonly prompt: RenderedPrompt
  /** Upper bound of generated tokens; the engine also stops where its context ends. */
  readonly maxNewTokens: number
  /** When the completion ends before the limit. */
  readonly stop: StopCriterion
  /** Which text is reasoning: the engine does not stop within it. Absent: the default markers. */
  readonly reasoning?: ReasoningOption
  /** What the output is constrained to, where the engine option `constrain` is set. Absent: free output. */
  readonly constraint?: OutputConstraint
  /**
   * False: the whole prompt is prefilled and not remembered, so that its time does not depend on earlier requests. Default
   * true; completions are the same.
   */
  readonly prefixCaching?: boolean
  /** The tool whose arguments are the output text, where the engine option `tools` is set. Absent: none. */
  readonly tool?: RequestedTool
  /**
   * Which of several completions of the same example this is, from 2; absent for the first. It is part of the recording key, and
   * an engine with a seed adds `repeat - 1` to it.
   */
  readonly repeat?: number
  /** Milliseconds of work (queueing excluded) after which the completion is a `timeout`. */
  readonly timeoutMs: number
}

/**
 * A source of completions. Greedy decoding; one completion for each request, in the same order. `generate`
 * rejects only if nothing can be completed at all (a broken model). The failure of one request is a
 * completion with `finishReason: 'error'` or `'timeout'`.
 * All arguments and results are structured-cloneable, so an engine may run in another thread or process.
 */
export interface Engine {
  /** What reports say about the model. */
  readonly model: ModelInfo
  /** The useful number of concurrent requests. */
  readonly concurrency: number
  /** True if completions come from a recording and no model runs. */
  readonly replay: boolean
  /** True if equal requests always have equal completions, so that repeats of a request would be copies. Default false. */
  readonly deterministic?: boolean
  /** How recorded completions were sampled, as in the header of their recording; absent: greedy decoding, or a model that runs. */
  readonly sampling?: string
  /** Notes on how it works, e.g. why it cannot use its fast path. */
  readonly notes?: readonly string[]
  /**
   * Largest resident memory of the model's process so far, loading included, in bytes; null where the system does not say.
   * Absent: the model has no process of its own here.
   */
  readonly peakMemoryBytes?: () => number | null
  /** Completes the prompts; the completions come in the order of the requests. `signal` ends the work early. */
  generate(requests: readonly CompletionRequest[], signal?: AbortSignal): Promise<Completion[]>
  /** Ends what is in flight and frees what the engine holds. */
  close(): Promise<void>
}
