import type { AdapterInfo } from '../../../records/browser-info.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import type { EngineResult } from '../../contract/completions.ts'
import type { DecoderShape } from '../../onnx/graph/rewrite-decoder.ts'

/** What runs the weights in the page. */
export type PageBackendName = 'transformers.js' | 'onnx'

/** What computes in a page. */
export type PageDevice = 'wasm' | 'webgpu'

/** What turns text into tokens and back, as JSON; the tokenizer is a file of the page's server. */
export interface DecodingSource {
  readonly tokenizerConfig: Record<string, unknown>
  /** The source of the chat template, its file for messages, and its variables; null when the model has none. */
  readonly chatTemplate: {
    readonly source: string
    readonly file: string
    readonly variables: Readonly<Record<string, unknown>>
  } | null
  readonly endTokens: readonly number[]
  /** Tokens of prompt and completion together; null when the model does not state it. */
  readonly contextLength: number | null
}

/** The weights, as paths below `files.model`. */
export interface WeightsFiles {
  /** The ONNX file, e.g. `weights/model_quantized.onnx`. */
  readonly file: string
  /** External data: the location that the ONNX file names, and the path. */
  readonly externalData: readonly { readonly location: string; readonly path: string }[]
}

/** What the back end `onnx` needs besides. */
export interface OnnxBackendOptions {
  /** The rewritten graph, and the files that it names with their paths; both below `files.model`. */
  readonly graph: string
  readonly externalData: WeightsFiles['externalData']
  readonly shape: DecoderShape
  readonly maxSequences: number
  /** KV blocks of the pool. */
  readonly blocks: number
  readonly lookup: boolean
  readonly isConstrained: boolean
}

/** What a page opens a model from. JSON-safe. */
export interface PageModel {
  readonly backend: PageBackendName
  readonly device: PageDevice
  /** Threads of the WebAssembly runtime. */
  readonly threads: number
  /** Paths on the page's server, each ending with `/`. */
  readonly files: {
    /** `config.json`, `generation_config.json`, `tokenizer.json` and the weights. */
    readonly model: string
    /** The built files of @huggingface/transformers, which only its back end needs. */
    readonly library: string
    /** The built files of onnxruntime-web. */
    readonly onnxruntime: string
  }
  readonly weights: WeightsFiles
  readonly decoding: DecodingSource
  /** What only this back end needs. */
  readonly backendOptions: Readonly<Record<string, unknown>> | OnnxBackendOptions
}

/** What the page has found out while it opened the model. */
export interface PageFacts {
  /** Version of the library and of its runtime. */
  readonly engineVersion: string
  /** Threads in use: one without cross-origin isolation. */
  readonly threads: number
  readonly crossOriginIsolated: boolean
  /** Null for a device other than WebGPU. */
  readonly adapter: AdapterInfo | null
  /** Concurrent sequences. */
  readonly maxSequences: number
  readonly notes: readonly string[]
}

/** Messages to the page. */
export type ToPage =
  | { readonly kind: 'open'; readonly model: PageModel }
  /** `id` counts from 0. */
  | { readonly kind: 'generate'; readonly id: number; readonly request: CompletionRequest }
  /** The request ends after the step in progress, with a failure and the text so far. */
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' }

/** Messages from the page. */
export type FromPage =
  | { readonly kind: 'opened'; readonly facts: PageFacts }
  | { readonly kind: 'refused'; readonly message: string }
  /** A request is admitted, or preempted and requeued: its time limit counts only while it runs. */
  | { readonly kind: 'running'; readonly id: number }
  | { readonly kind: 'queued'; readonly id: number }
  | { readonly kind: 'completed'; readonly id: number; readonly result: EngineResult }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'closed' }
  /** The worker cannot continue: an exception outside of any request. */
  | { readonly kind: 'broken'; readonly message: string }

/** Slots of the shared memory through which a request is aborted while the worker computes. More than requests in flight. */
export const ABORT_SLOTS = 1024

/** The slot of a request. It holds `id + 1` once the request is aborted. */
export function abortSlot(id: number): number {
  return id % ABORT_SLOTS
}
