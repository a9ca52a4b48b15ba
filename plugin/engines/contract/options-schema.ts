import Type, { type TObject, type TUnsafe } from 'typebox'
import { typed } from '../../core/schema/typed.ts'
import type { EngineOptions, Runtime } from './options.ts'
import type { ModelTarget } from './specifier.ts'

const closed = { additionalProperties: false }
const text = Type.Optional(Type.String({ minLength: 1 }))

type Common = Pick<EngineOptions, 'root' | 'concurrency'>
type Constraint = 'constrain' | 'constrainWhiteSpace' | 'constrainUnenforced'
type WeightsOptions = Pick<EngineOptions, 'runtime' | 'dtype' | 'threads' | 'chatTemplateKwargs' | 'cacheDir'>
type OwnEngine = 'promptLookup' | 'dequantize' | 'kvCacheMegabytes' | Constraint
type OnnxOptions = WeightsOptions & Pick<EngineOptions, 'replicas' | 'prefixCaching' | 'int8' | OwnEngine>
type TransformersJsOptions = WeightsOptions & { readonly device?: 'cpu' | 'webgpu' }
type BrowserOptions = WeightsOptions &
  Pick<EngineOptions, 'browser' | 'browserArgs' | 'softwareAdapter' | 'backend' | OwnEngine> & {
    readonly device?: 'wasm' | 'webgpu'
  }
type GgufOptions = Pick<
  EngineOptions,
  'threads' | 'chatTemplateKwargs' | 'cacheDir' | 'contextSize' | 'seed'
> & {
  readonly temperature?: number
  readonly constrain?: false
}
type ServerOptions = Pick<
  EngineOptions,
  | 'api'
  | 'modelName'
  | 'apiKey'
  | 'keyHeader'
  | 'retries'
  | 'temperature'
  | 'seed'
  | 'stream'
  | 'tools'
  | 'maxTokensField'
  | 'numCtx'
  | 'body'
  | 'headers'
  | 'query'
  | 'constrainField'
  | 'constrainStrict'
  | Constraint
>

/** RFC 9110, 5.6.2. */
const HEADER_NAME = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
const headers = Type.Record(
  Type.String({ pattern: HEADER_NAME }),
  Type.String({ pattern: '^[\\x20-\\x7e\\t]*$', rule: 'a text of printable ASCII characters', secret: true }),
  { rule: 'an object of header names and texts', additionalProperties: false },
)

/** Options that every engine receives from its caller. */
export const COMMON: TUnsafe<Common> = typed<Common>()(
  Type.Object({ root: text, concurrency: Type.Optional(Type.Integer({ minimum: 1 })) }, closed),
)

const constraint = {
  constrain: Type.Optional(Type.Union([Type.Literal('schema'), Type.Literal('json'), Type.Literal(false)])),
  constrainWhiteSpace: Type.Optional(Type.Enum(['spaced', 'compact', 'any'])),
  constrainUnenforced: Type.Optional(Type.Enum(['list', 'refuse'])),
}

/** Options of every runtime of ONNX weights. */
const weights = {
  runtime: Type.Optional(Type.Enum(['onnx', 'transformers.js', 'browser'])),
  dtype: text,
  threads: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
  chatTemplateKwargs: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      rule: 'an object of variables, such as { enable_thinking: false }',
    }),
  ),
  cacheDir: text,
}

/** Options of the engine of this package, in Node and in a page. */
const ownEngine = {
  promptLookup: Type.Optional(Type.Boolean()),
  dequantize: Type.Optional(Type.Boolean()),
  kvCacheMegabytes: Type.Optional(Type.Number({ minimum: 1 })),
}

const ONNX: TUnsafe<OnnxOptions> = typed<OnnxOptions>()(
  Type.Object(
    {
      ...weights,
      replicas: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
      prefixCaching: Type.Optional(Type.Boolean()),
      int8: Type.Optional(Type.Enum(['never', 'quantized', 'always'])),
      ...ownEngine,
      ...constraint,
    },
    closed,
  ),
)

const TRANSFORMERS_JS: TUnsafe<TransformersJsOptions> = typed<TransformersJsOptions>()(
  Type.Object({ ...weights, device: Type.Optional(Type.Enum(['cpu', 'webgpu'])) }, closed),
)

const BROWSER: TUnsafe<BrowserOptions> = typed<BrowserOptions>()(
  Type.Object(
    {
      ...weights,
      device: Type.Optional(Type.Enum(['wasm', 'webgpu'])),
      browser: text,
      softwareAdapter: Type.Optional(Type.Boolean()),
      browserArgs: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
      backend: Type.Optional(Type.Enum(['transformers.js', 'onnx'])),
      ...ownEngine,
      ...constraint,
    },
    closed,
  ),
)

/** Repeats add their number to the seed, which is an unsigned integer of 32 bits in llama.cpp. */
const MAX_GGUF_SEED = 4_000_000_000

const GGUF: TUnsafe<GgufOptions> = typed<GgufOptions>()(
  Type.Object(
    {
      threads: weights.threads,
      chatTemplateKwargs: weights.chatTemplateKwargs,
      cacheDir: weights.cacheDir,
      contextSize: Type.Optional(Type.Integer({ minimum: 16 })),
      temperature: Type.Optional(Type.Number({ minimum: 0, rule: 'a number from 0' })),
      seed: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_GGUF_SEED })),
      constrain: Type.Optional(
        Type.Literal(false, {
          rule: 'false for a GGUF file: to constrain its outputs, serve it (llama-server -m FILE) and give the URL as model',
        }),
      ),
    },
    closed,
  ),
)

const SERVER: TUnsafe<ServerOptions> = typed<ServerOptions>()(
  Type.Object(
    {
      api: Type.Optional(Type.Enum(['chat', 'completions', 'responses', 'ollama'])),
      modelName: text,
      apiKey: Type.Optional(Type.String({ minLength: 1, secret: true })),
      keyHeader: Type.Optional(Type.String({ pattern: HEADER_NAME, rule: 'the name of an HTTP header' })),
      retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
      temperature: Type.Optional(
        Type.Union([Type.Number({ minimum: 0 }), Type.Literal(false)], { rule: 'a number from 0, or false' }),
      ),
      seed: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
      stream: Type.Optional(Type.Boolean()),
      tools: Type.Optional(Type.Enum(['required', 'auto'])),
      maxTokensField: text,
      numCtx: Type.Optional(Type.Integer({ minimum: 1 })),
      body: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), { rule: 'an object of fields, such as { top_k: 1 }' }),
      ),
      headers: Type.Optional(headers),
      query: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          rule: "an object of texts, such as { 'api-version': '2024-10-21' }",
        }),
      ),
      constrainField: Type.Optional(
        Type.Enum([
          'response_format',
          'format',
          'structured_outputs',
          'guided_json',
          'json_schema',
          'grammar',
        ]),
      ),
      constrainStrict: Type.Optional(Type.Boolean()),
      ...constraint,
    },
    closed,
  ),
)

/** Options of `runtime: 'browser'` that only the engine of this package has. */
export const OF_BACKEND_ONNX: readonly string[] = [...Object.keys(ownEngine), ...Object.keys(constraint)]

/** Options that a model of the AI SDK takes (`fromAiSdk`). An engine module may have any others. */
export type AiSdkOptions = Pick<EngineOptions, 'temperature' | 'seed' | 'retries' | 'constrain' | 'tools'>

/** The names of {@link AiSdkOptions}. */
export const OF_AI_SDK: Readonly<Record<keyof AiSdkOptions, true>> = {
  temperature: true,
  seed: true,
  retries: true,
  constrain: true,
  tools: true,
}

const NONE: TObject = Type.Object({}, closed)

/** What decides which options an engine has: the runtime of ONNX weights, or what `model` is. */
export type OptionSet = Runtime | Exclude<ModelTarget['kind'], 'builtin' | 'folder' | 'hub'>

/** The options of each kind of engine; null if the engine defines them itself. */
export const ENGINE_OPTIONS: Readonly<Record<OptionSet, TUnsafe<object> | TObject | null>> = {
  onnx: ONNX,
  'transformers.js': TRANSFORMERS_JS,
  browser: BROWSER,
  server: SERVER,
  replay: NONE,
  rules: NONE,
  module: null,
  gguf: GGUF,
}

/** The kinds of `model` whose weights are ONNX. Each runs in every runtime. */
const ONNX_KINDS: readonly ModelTarget['kind'][] = ['builtin', 'folder', 'hub']

const RUNTIMES: readonly OptionSet[] = ['onnx', 'transformers.js', 'browser'] satisfies Runtime[]

/** Whether the set is that of a runtime of ONNX weights. */
export const isRuntime = (set: OptionSet): set is Runtime => RUNTIMES.includes(set)

/** The option set of a kind of `model`. A runtime that does not exist is rejected by the set of `onnx`. */
export function optionSetOf(kind: ModelTarget['kind'], runtime: Runtime = 'onnx'): OptionSet {
  if (!ONNX_KINDS.includes(kind)) return kind as OptionSet
  return isRuntime(runtime) ? runtime : 'onnx'
}
