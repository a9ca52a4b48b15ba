import type { EdgejsonErrorCode } from '../../core/errors.ts'
import type { CompletionRequest } from '../../records/engine.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import type { EngineResult, FailureCode } from '../contract/completions.ts'
import type { EngineOptions } from '../contract/options.ts'

/** Messages to the model process. `source` is what its engine opens a model from. */
export type ToModel<Source = unknown> =
  | { readonly kind: 'open'; readonly source: Source; readonly options: EngineOptions }
  | { readonly kind: 'generate'; readonly id: number; readonly request: CompletionRequest }
  /** Aborts a request. */
  | { readonly kind: 'abort'; readonly id: number; readonly code: FailureCode; readonly message: string }
  | { readonly kind: 'close' }

/** Messages from the model process. */
export type FromModel =
  | {
      readonly kind: 'opened'
      readonly info: ModelInfo
      readonly maxSequences: number
      readonly notes: readonly string[]
    }
  | { readonly kind: 'refused'; readonly code: EdgejsonErrorCode; readonly message: string }
  /** A request is admitted, or preempted and requeued: its time limit counts only while it runs. */
  | { readonly kind: 'running'; readonly id: number }
  | { readonly kind: 'queued'; readonly id: number }
  | { readonly kind: 'completed'; readonly id: number; readonly result: EngineResult }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
