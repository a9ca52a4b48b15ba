import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { BROWSER_INFO, type BrowserInfo } from './browser-info.ts'
import { count, nullable, text } from './schema.ts'

/**
 * SHA-256, hex, of the files that determine a completion in addition to the weights; null if a model has no
 * such file.
 */
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

/** What a report says about the model. Null means unknown, never 0. */
export interface ModelInfo {
  /** Short name: that of the folder, the server's model or the recorded model. */
  readonly id: string
  /** As the user gave it: folder, URL, `replay:FILE`. */
  readonly specifier: string
  /** SHA-256 of the weights with their external data, hex. */
  readonly sha256: string | null
  /**
   * SHA-256, hex, of everything in the model that determines a completion: weights, tokenizer, chat template,
   * settings. Null if unknown (a server, most modules); recorded completions are then reused only by explicit
   * choice.
   */
  readonly contentSha256: string | null
  /** The parts of {@link contentSha256} in addition to the weights; null if unknown. */
  readonly parts: ModelParts | null
  /** Precision of the weights, e.g. `fp32`, `q4`. */
  readonly dtype: string | null
  /** Name of the engine or server. */
  readonly engine: string
  /** Version of its runtime. */
  readonly engineVersion: string | null
  /**
   * How matmuls are computed, e.g. `as in the file`, `int8 (quantized weights)`; null if the engine has only
   * one way.
   */
  readonly numerics: string | null
  /**
   * What computes, in a runtime that has a choice: `cpu`, `wasm`, `webgpu`; a GPU with its adapter where it is known. Absent: the
   * engine has no choice.
   */
  readonly device?: string | null
  /** The browser whose page runs the model. Absent: it runs in no browser. */
  readonly browser?: BrowserInfo
  /** How outputs are constrained and by what, e.g. `schema, @mlc-ai/web-xgrammar 0.1.27`. Absent: free output. */
  readonly constraint?: string | null
  /** Intra-op threads. */
  readonly threads: number | null
  /** The CPU that computes; null if it is on another machine (a server) or if no model runs. */
  readonly cpu: string | null
  /** Number of weights. */
  readonly parameters: number | null
  /** Size of the weights file(s) in bytes. */
  readonly bytes: number | null
  /** Context length: tokens of prompt and output together. */
  readonly contextLength: number | null
}

export const MODEL_INFO: TUnsafe<ModelInfo> = typed<ModelInfo>()(
  Type.Object(
    {
      id: text,
      specifier: text,
      sha256: nullable(text),
      contentSha256: nullable(text),
      parts: nullable(
        Type.Object({
          tokenizer: nullable(text),
          chatTemplate: nullable(text),
          generationConfig: nullable(text),
          modelConfig: nullable(text),
        }),
      ),
      dtype: nullable(text),
      engine: text,
      engineVersion: nullable(text),
      numerics: nullable(text),
      device: Type.Optional(nullable(text)),
      browser: Type.Optional(BROWSER_INFO),
      constraint: Type.Optional(nullable(text)),
      threads: nullable(count),
      cpu: nullable(text),
      parameters: nullable(count),
      bytes: nullable(count),
      contextLength: nullable(count),
    },
    { definition: 'model', description: 'The model that ran; null means not known.' },
  ),
)

/** A ModelInfo with what is known; everything else is null. */
export function modelInfo(known: Partial<ModelInfo> & { readonly id: string }): ModelInfo {
  return {
    specifier: known.id,
    sha256: null,
    contentSha256: null,
    parts: null,
    dtype: null,
    engine: 'custom',
    engineVersion: null,
    numerics: null,
    threads: null,
    cpu: null,
    parameters: null,
    bytes: null,
    contextLength: null,
    ...known,
  }
}

/** The model of a run that could load none. */
export const UNKNOWN_MODEL: ModelInfo = modelInfo({
  id: 'unknown model',
  specifier: '',
  engine: 'no engine',
})
