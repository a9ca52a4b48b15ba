import type { ReasoningOption } from '../extraction/reasoning.ts'
import type { Completion, StopCriterion } from './completion.ts'

/** A prompt ready for an engine: plain text, or one user message for the model's own chat template. */
export interface RenderedPrompt {
  /** `text`: the engine continues the text. `chat`: the text is one message of the user. */
  readonly kind: 'text' | 'chat'
  /** The example's prompt in its template. */
  readonly text: string
}

/** One prompt that is to be answered, greedily. */
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
  /** Milliseconds of work (queueing excluded) after which the completion is a `timeout`. */
  readonly timeoutMs: number
}

/** SHA-256, hex, of the files that determine a completion in addition to the weights; null where a model has no such file. */
export interface ModelParts {
  /** `tokenizer.json` and `tokenizer_config.json` without its chat template. */
  readonly tokenizer: string | null
  /** The chat template in use. */
  readonly chatTemplate: string | null
  /** `generation_config.json`. */
  readonly generationConfig: string | null
  /** `config.json`. */
  readonly modelConfig: string | null
}

/** What a report says about the model that answered. Null means "not known", never 0. */
export interface ModelInfo {
  /** Short name: the folder's, the server's model name, the recording's model. */
  readonly id: string
  /** As the user gave it: folder, URL, `replay:FILE`. */
  readonly specifier: string
  /** SHA-256 of the weights with their external data, hex. */
  readonly sha256: string | null
  /**
   * SHA-256, hex, of everything in the model that determines a completion: weights, tokenizer, chat template, settings.
   * Null where it cannot be known (a server, most modules); recorded completions are then reused only by explicit choice.
   */
  readonly contentSha256: string | null
  /** What {@link contentSha256} is made of, apart from the weights; null where that is not known. */
  readonly parts: ModelParts | null
  /** Precision of the weights, e.g. `fp32`, `q4`. */
  readonly dtype: string | null
  /** Name of the engine or server. */
  readonly engine: string
  /** Version of its runtime. */
  readonly engineVersion: string | null
  /** How products are computed, e.g. `as in the file`, `int8 (quantized weights)`; null where the engine has one way only. */
  readonly numerics: string | null
  /** Intra-op threads. */
  readonly threads: number | null
  /** Processor that computes; null where it is another machine's (a server) or no model runs. */
  readonly cpu: string | null
  /** Number of weights. */
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
  /** What reports say about the model. */
  readonly model: ModelInfo
  /** How many requests may usefully be in flight at once. */
  readonly concurrency: number
  /** True when answers come from a recording and no model runs. */
  readonly replay: boolean
  /** What a person should know of how it answers, e.g. why it cannot use its fast path. */
  readonly notes?: readonly string[]
  /** Completes the prompts; the completions come in the order of the requests. `signal` ends the work early. */
  generate(requests: readonly CompletionRequest[], signal?: AbortSignal): Promise<Completion[]>
  /** Ends what is in flight and frees what the engine holds. */
  close(): Promise<void>
}
