import { EdgejsonError, type Engine } from '../../model/index.ts'

export interface RecordingOptions {
  readonly engine: Engine
  /** Where live answers are appended while the run goes on; the rest of a run that was cut off is found here. */
  readonly partialFile: string
  /** What {@link RecordingSession.finish} renames it to. */
  readonly finalFile: string
}

/** A live engine whose answers are written down as they come. */
export interface RecordingSession {
  /** Ask this one instead of the engine that was given. `close` closes both it and the file. */
  readonly engine: Engine
  /** How many requests were answered from the recording of a run that was cut off, so far. */
  readonly resumed: number
  /** What a person should know of the partial file (its half-written end was dropped, it was of another model). */
  readonly notes: readonly string[]
  /** The run is complete: the partial file becomes the final one. The next run starts afresh. */
  finish(): Promise<void>
}

/**
 * Records every answer of a live engine, going on from what a run that was cut off left behind.
 * A replay engine is passed through: nothing is written.
 *
 * @throws EdgejsonError `BAD_RECORDING` when the partial file is damaged elsewhere than at its end.
 */
export async function openRecording(_options: RecordingOptions): Promise<RecordingSession> {
  throw new EdgejsonError('BAD_RECORDING', 'not built yet')
}
