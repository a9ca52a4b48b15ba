import type { CompletionRequest } from '../../records/engine.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import type { EngineResult } from './completions.ts'
import type { WorkClock } from './work-clock.ts'

/** A loaded model, in this process or another. */
export interface OpenModel {
  readonly info: ModelInfo
  /** Concurrent sequences. */
  readonly maxSequences: number
  readonly notes: readonly string[]
  /** See `Engine.peakMemoryBytes`. */
  readonly peakMemoryBytes?: () => number | null
  complete(request: CompletionRequest, signal: AbortSignal, clock?: WorkClock): Promise<EngineResult>
  close(): Promise<void>
}
