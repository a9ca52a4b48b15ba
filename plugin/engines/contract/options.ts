import type { ConstraintMode, WhiteSpace } from '../../records/constraint.ts'

/** The endpoint of an OpenAI-compatible server: `/chat/completions` or `/completions`. */
export type ServerApi = 'chat' | 'completions'

/**
 * Options of {@link loadEngine}. JSON-safe, so that they can be sent to a test worker. An option that the
 * kind of engine does not have is an error, except for a module, which receives all options and may define
 * its own.
 */
export interface EngineOptions {
  /**
   * `builtin` (the nano model in this package), a folder in the Hugging Face layout (or one `.onnx` file in
   * it), an `http(s)://…/v1` server, `replay:FILE`, `rules` (the rule-based baseline, without a model), a
   * `.js`, `.mjs`, `.cjs`, `.ts` or `.mts` module, or a hub id `org/name` (`org/name@revision`).
   */
  readonly model: string
  /** Folder that relative paths in `model` and `cacheDir` start from. Default: the working directory. */
  readonly root?: string
  /**
   * ONNX: which weights file, e.g. `fp32`, `fp16`, `q8`, `q4`. Default: the only one, or the most precise
   * one.
   */
  readonly dtype?: string
  /** ONNX: intra-op threads. Default: all CPUs up to 4, beyond that one for each core. */
  readonly threads?: number
  /**
   * ONNX: prompt-lookup speculative decoding. Draft tokens are copied from the prompt and verified in one
   * step. Default true.
   */
  readonly promptLookup?: boolean
  /**
   * ONNX: prefix caching. Prompts that begin like an earlier one take the keys and values of whole KV blocks from it.
   * Default true.
   */
  readonly prefixCaching?: boolean
  /**
   * ONNX: which products are computed with bytes, activations rounded row by row: none (`never`), those of weights
   * in 4 or 8 bits (`quantized`), or all (`always`). Faster, with other completions. Default `never`.
   */
  readonly int8?: 'never' | 'quantized' | 'always'
  /**
   * ONNX: constrained decoding. `schema`: outputs comply with the example's JSON Schema; `json`: outputs are a
   * JSON object or array; `false`: free. Default `false`.
   */
  readonly constrain?: ConstraintMode | false
  /**
   * ONNX: white space of constrained output: one space after `:` and `,` (`spaced`), none (`compact`), or any. Default: as the
   * dataset's expected values are written.
   */
  readonly constrainWhiteSpace?: WhiteSpace
  /**
   * ONNX: keywords of a schema that the grammar does not enforce: `list` them in the report, or `refuse` to run.
   * Default `list`.
   */
  readonly constrainUnenforced?: 'list' | 'refuse'
  /** ONNX: megabytes of the KV cache of all running sequences. Default 512, or an eighth of the memory. */
  readonly kvCacheMegabytes?: number
  /**
   * Requests in flight at once. Default 32 for ONNX (at most 256), where they are batched, and 4 for a
   * server.
   */
  readonly concurrency?: number
  /** Server: the endpoint. Default `chat`, with the rendered prompt as the user message. */
  readonly api?: ServerApi
  /** Server: name of the model. Default: the first of `GET /models`. */
  readonly modelName?: string
  /** Server: bearer token. Default: `EDGEJSON_API_KEY`, then `OPENAI_API_KEY`. Never printed. */
  readonly apiKey?: string
  /** Server: how many times a request is retried after an overload or a connection error. Default 4. */
  readonly retries?: number
  /** Hub: folder of downloaded models. Default: `EDGEJSON_CACHE`, then the user's cache folder. */
  readonly cacheDir?: string
}
