import type { ConstraintMode, WhiteSpace } from '../../records/constraint.ts'

/** The runtimes of ONNX weights: our engine on onnxruntime-node, transformers.js in Node, and a page of a browser. */
export type Runtime = 'onnx' | 'transformers.js' | 'browser'

/**
 * The API of a server: `/chat/completions` (`chat`), `/completions` or `/responses` of OpenAI and compatible servers, or
 * `/api/chat` of Ollama (`ollama`).
 */
export type ServerApi = 'chat' | 'completions' | 'responses' | 'ollama'

/**
 * The field of a request that carries the constraint. `response_format`: OpenAI and most servers (`text.format` in the
 * responses API). `format`: Ollama. `structured_outputs`, `guided_json`: vLLM, newer and older. `json_schema`, `grammar`:
 * llama-server; `grammar` is the grammar of this package.
 */
export type ConstraintField =
  | 'response_format'
  | 'format'
  | 'structured_outputs'
  | 'guided_json'
  | 'json_schema'
  | 'grammar'

/**
 * Options of {@link loadEngine}. JSON-safe, so that they can be sent to a test worker. An option that the
 * kind of engine does not have is an error, except for a module, which receives all options and may define
 * its own.
 */
export interface EngineOptions {
  /**
   * `builtin` (the nano model in this package), a folder in the Hugging Face layout (or one `.onnx` file in
   * it), a `.gguf` file, an `http(s)://…/v1` server, `replay:FILE`, `rules` (the rule-based baseline, without a model), a
   * `.js`, `.mjs`, `.cjs`, `.ts` or `.mts` module, or a hub id `org/name` (`org/name@revision`).
   */
  readonly model: string
  /** Folder that relative paths in `model` and `cacheDir` start from. Default: the working directory. */
  readonly root?: string
  /**
   * ONNX: what runs the weights: the engine of this package (`onnx`), the package `@huggingface/transformers` in Node
   * (`transformers.js`), or a page of a browser without a window (`browser`). Each has options of its own. Default `onnx`.
   */
  readonly runtime?: Runtime
  /**
   * What computes. `transformers.js`: `cpu` or `webgpu`; `browser`: `wasm` or `webgpu`. Default `cpu`, in a browser `wasm`.
   */
  readonly device?: 'cpu' | 'wasm' | 'webgpu'
  /**
   * `browser`: which one: `chromium` (that of Playwright, or else the Chromium, Chrome or Edge of the system), `chrome`, `msedge`, or
   * the path of its program. Default `chromium`.
   */
  readonly browser?: string
  /** `browser`: further arguments of its program, such as those that a GPU needs. Default: none. */
  readonly browserArgs?: readonly string[]
  /**
   * `browser` with `webgpu`: an adapter that computes in software is requested. Without it, a run on such an adapter is
   * inconclusive. Default false.
   */
  readonly softwareAdapter?: boolean
  /**
   * `browser`: what runs the weights in the page: the package `@huggingface/transformers` (`transformers.js`), or the engine of this
   * package on `onnxruntime-web` (`onnx`), which has the options of `runtime: 'onnx'`. Default `transformers.js`.
   */
  readonly backend?: 'transformers.js' | 'onnx'
  /**
   * ONNX: which weights file, e.g. `fp32`, `fp16`, `q8`, `q4`. Default: the only one, or the most precise
   * one.
   */
  readonly dtype?: string
  /**
   * ONNX: intra-op threads. Default: all CPUs up to 4, beyond that one for each core; divided by `replicas`. Our engine: 1 for
   * weights of at most 32 MiB.
   */
  readonly threads?: number
  /**
   * ONNX: processes with a copy of the model each, which share the requests. Changes no completion. Default: one for each of the
   * default `threads`, at most 8 and one for each 64 MiB of KV cache, for weights of at most 32 MiB; 1 for larger ones and where `threads` is set.
   */
  readonly replicas?: number
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
   * ONNX: weights in 8 bits become floats when the model is loaded, up to 1 GiB of them. Faster where computing is the
   * limit, slower where reading memory is. Has no effect with `int8` and on other weights. Default true, on Arm processors
   * false.
   */
  readonly dequantize?: boolean
  /**
   * ONNX: further variables of the model's chat template, such as `{ enable_thinking: false }`; for a server set
   * `body: { chat_template_kwargs: … }`. Default: none.
   */
  readonly chatTemplateKwargs?: Readonly<Record<string, unknown>>
  /**
   * ONNX, server, and model of the AI SDK: constrained decoding. `schema`: outputs comply with the example's JSON Schema; `json`: outputs
   * are a JSON object or array; `false`: free. Default `false`.
   */
  readonly constrain?: ConstraintMode | false
  /**
   * ONNX, and a server with `constrainField: 'grammar'`: white space of constrained output: one space after `:` and `,`
   * (`spaced`), none (`compact`), or any. Default: as the dataset's expected values are written; other fields of a server
   * leave it to the server.
   */
  readonly constrainWhiteSpace?: WhiteSpace
  /**
   * ONNX and server: keywords of a schema that the grammar does not enforce: `list` them in the report, or `refuse` to run.
   * Default `list`.
   */
  readonly constrainUnenforced?: 'list' | 'refuse'
  /** ONNX: megabytes of the KV cache of all running sequences. Default 512, or an eighth of the memory. */
  readonly kvCacheMegabytes?: number
  /**
   * Requests in flight at once. Default 32 for ONNX (at most 256), where they are batched, and 4 for a
   * server. `transformers.js` generates one completion at a time.
   */
  readonly concurrency?: number
  /** Server: the API. Default `chat`, with the rendered prompt as the user message. */
  readonly api?: ServerApi
  /** Server: name of the model. Default: the only one that the server lists. */
  readonly modelName?: string
  /** Server: the API key. Default: `EDGEJSON_API_KEY`, then `OPENAI_API_KEY`. Never printed. */
  readonly apiKey?: string
  /**
   * Server: the header that carries the API key as it is, such as `api-key`. Default: `authorization` with `Bearer`; `api-key`
   * for hosts of Azure.
   */
  readonly keyHeader?: string
  /**
   * Server, model of the AI SDK, and GGUF file: sampling temperature from 0. `false`, not for a GGUF file: not sent, for models that
   * reject it (they sample as they like). Default 0, greedy.
   */
  readonly temperature?: number | false
  /**
   * Server: completions are streamed: the time to first token is measured, and `json_complete` ends a completion early, whose
   * tokens are then not known unless the server counts them in every event. Default false.
   */
  readonly stream?: boolean
  /** Server, model of the AI SDK, and GGUF file: seed of sampling. Default: 0 for a GGUF file; the others receive none. */
  readonly seed?: number
  /**
   * Server: name of the field with the token limit. Default: as the API names it; `max_completion_tokens` from the first
   * request on that the server rejects because of `max_tokens`.
   */
  readonly maxTokensField?: string
  /** Server: the field that carries the constraint. Default `response_format`; `format` for Ollama. */
  readonly constrainField?: ConstraintField
  /** Server: `strict` of a `response_format` with a schema; the schemas must then have the form that OpenAI requires. Default `false`. */
  readonly constrainStrict?: boolean
  /**
   * Server, and model of the AI SDK: the example's JSON Schema is sent as a tool, and the arguments of its call are the output text. `required`: the
   * model must call it; `auto`: it may also write content, which is then a miss. Default: no tools.
   */
  readonly tools?: 'required' | 'auto'
  /**
   * GGUF: context length in tokens of each sequence, prompt and output together. Default: 4096, or that of the model where it
   * is less.
   */
  readonly contextSize?: number
  /** Ollama: context length in tokens, `num_ctx`. Default: that of the server. */
  readonly numCtx?: number
  /** Server: further fields of the body, such as `{ chat_template_kwargs: { enable_thinking: false } }`. Default: none. */
  readonly body?: Readonly<Record<string, unknown>>
  /** Server: further headers. Values of headers with credentials are never printed. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Server: query parameters of every request, such as `{ 'api-version': '2024-10-21' }`. Default: none. */
  readonly query?: Readonly<Record<string, string>>
  /** Server, and model of the AI SDK: how many times a request is retried after an overload or a connection error. Default 4. */
  readonly retries?: number
  /** Hub: folder of downloaded models. Default: `EDGEJSON_CACHE`, then the user's cache folder. */
  readonly cacheDir?: string
}
