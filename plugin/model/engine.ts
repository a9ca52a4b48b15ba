import type { Completion, StopRule } from './completion.ts'

/** A prompt ready for an engine: plain text, or one user message for the model's own chat template. */
export interface RenderedPrompt {
  readonly kind: 'text' | 'chat'
  readonly text: string
}

/** One prompt that is to be answered, greedily. */
export interface CompletionRequest {
  /** The example's id, for messages and for recordings that are keyed by id. */
  readonly id: string
  readonly prompt: RenderedPrompt
  /** Upper bound of generated tokens; the engine also stops where its context ends. */
  readonly maxNewTokens: number
  readonly stop: StopRule
  /** Milliseconds of work (queueing excluded) after which the completion is a `timeout`. */
  readonly timeoutMs: number
}

/** What a report says about the model that answered. Null means "not known", never 0. */
export interface ModelInfo {
  /** Short name: the folder's, the server's model name, the recording's model. */
  readonly id: string
  /** As the user gave it: folder, URL, `replay:FILE`. */
  readonly specifier: string
  /** SHA-256 of the weights, hex. */
  readonly sha256: string | null
  readonly dtype: string | null
  readonly engine: string
  readonly engineVersion: string | null
  readonly threads: number | null
  readonly parameters: number | null
  /** Size of the weights file(s) in bytes. */
  readonly bytes: number | null
  /** Tokens of prompt and answer together. */
  readonly contextLength: number | null
}

/**
 * Something that answers prompts. Greedy decoding; one completion for each request, in the same order.
 * `generate` rejects only when nothing can be answered at all (a broken model); the failure of one request is a
 * completion with `finishReason: 'error'` or `'timeout'`. All arguments and results are structured-cloneable, so
 * an engine may live in another thread or process.
 */
export interface Engine {
  readonly model: ModelInfo
  /** How many requests may usefully be in flight at once. */
  readonly concurrency: number
  /** True when answers come from a recording and no model runs. */
  readonly replay: boolean
  /** What a person should know of how it answers, e.g. why it cannot use its fast path. */
  readonly notes?: readonly string[]
  generate(requests: readonly CompletionRequest[], signal?: AbortSignal): Promise<Completion[]>
  close(): Promise<void>
}
