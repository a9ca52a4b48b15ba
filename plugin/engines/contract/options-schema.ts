import Type, { type TObject, type TUnsafe } from 'typebox'
import { typed } from '../../core/schema/typed.ts'
import type { EngineOptions } from './options.ts'
import type { ModelTarget } from './specifier.ts'

const closed = { additionalProperties: false }
const text = Type.Optional(Type.String({ minLength: 1 }))

type Common = Pick<EngineOptions, 'root' | 'concurrency'>
type Constraint = 'constrain' | 'constrainWhiteSpace' | 'constrainUnenforced'
type OnnxOptions = Pick<
  EngineOptions,
  | 'dtype'
  | 'threads'
  | 'promptLookup'
  | 'prefixCaching'
  | 'int8'
  | 'kvCacheMegabytes'
  | 'cacheDir'
  | Constraint
>
type ServerOptions = Pick<EngineOptions, 'api' | 'modelName' | 'apiKey' | 'retries'>

/** Options that every engine receives from its caller. */
export const COMMON: TUnsafe<Common> = typed<Common>()(
  Type.Object({ root: text, concurrency: Type.Optional(Type.Integer({ minimum: 1 })) }, closed),
)

const constraint = {
  constrain: Type.Optional(Type.Union([Type.Literal('schema'), Type.Literal('json'), Type.Literal(false)])),
  constrainWhiteSpace: Type.Optional(Type.Enum(['spaced', 'compact', 'any'])),
  constrainUnenforced: Type.Optional(Type.Enum(['list', 'refuse'])),
}

const ONNX: TUnsafe<OnnxOptions> = typed<OnnxOptions>()(
  Type.Object(
    {
      dtype: text,
      threads: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
      promptLookup: Type.Optional(Type.Boolean()),
      prefixCaching: Type.Optional(Type.Boolean()),
      int8: Type.Optional(Type.Enum(['never', 'quantized', 'always'])),
      kvCacheMegabytes: Type.Optional(Type.Number({ minimum: 1 })),
      cacheDir: text,
      ...constraint,
    },
    closed,
  ),
)

const SERVER: TUnsafe<ServerOptions> = typed<ServerOptions>()(
  Type.Object(
    {
      api: Type.Optional(Type.Enum(['chat', 'completions'])),
      modelName: text,
      apiKey: Type.Optional(Type.String({ minLength: 1, secret: true })),
      retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    },
    closed,
  ),
)

const NONE: TObject = Type.Object({}, closed)

/** The options of each kind of engine; null if the engine defines them itself. */
export const ENGINE_OPTIONS: Readonly<Record<ModelTarget['kind'], TUnsafe<object> | TObject | null>> = {
  builtin: ONNX,
  folder: ONNX,
  hub: ONNX,
  server: SERVER,
  replay: NONE,
  rules: NONE,
  module: null,
}
