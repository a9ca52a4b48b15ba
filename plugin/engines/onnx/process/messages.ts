import type { EdgejsonErrorCode } from '../../../core/errors.ts'
import type { CompletionRequest, ModelInfo } from '../../../records/engine.ts'
import type { Answer, FailureCode } from '../../contract/completions.ts'
import type { EngineOptions } from '../../contract/options.ts'
import type { OnnxSource } from '../loading/open-model.ts'

/** What the process of a model is told. */
export type ToModel =
  | { readonly kind: 'open'; readonly source: OnnxSource; readonly options: EngineOptions }
  | { readonly kind: 'answer'; readonly id: number; readonly request: CompletionRequest }
  /** Ends the work on a request. */
  | { readonly kind: 'stop'; readonly id: number; readonly code: FailureCode; readonly message: string }
  | { readonly kind: 'close' }

/** What it says. */
export type FromModel =
  | {
      readonly kind: 'opened'
      readonly info: ModelInfo
      readonly rows: number
      readonly notes: readonly string[]
    }
  | { readonly kind: 'refused'; readonly code: EdgejsonErrorCode; readonly message: string }
  /** Work on a request begins, or it waits for memory again: only work counts for its time limit. */
  | { readonly kind: 'began'; readonly id: number }
  | { readonly kind: 'waits'; readonly id: number }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
