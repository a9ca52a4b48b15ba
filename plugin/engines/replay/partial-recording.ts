import { type Completion, EdgejsonError, isMissing, type ModelInfo } from '../../model/index.ts'
import { readRecording } from './read-recording.ts'
import { isSameModel } from './recording-format.ts'

/** What a run that was cut off left behind. */
export interface PartialRecording {
  readonly answers: Map<string, Completion>
  /** Bytes of the file that are good; null to begin a new one. */
  readonly keep: number | null
  /** The good part lacks its last line break. */
  readonly lineBreak: boolean
  readonly notes: readonly string[]
}

/**
 * Reads the partial file of a run that was cut off; no file and a file of another model hold no answers.
 *
 * @throws EdgejsonError `BAD_RECORDING` when it is damaged elsewhere than at its end.
 */
export async function readPartial(file: string, model: ModelInfo): Promise<PartialRecording> {
  const answers = new Map<string, Completion>()
  const nothing = { answers, keep: null, lineBreak: false }
  const notes: string[] = []
  let keep: number | null = null
  let terminated = true
  try {
    for await (const item of readRecording(file, { tolerateCut: true })) {
      if (item.kind === 'cut') {
        notes.push(`${file}:${item.line} was half-written by a run that was cut off; the line is dropped`)
        break
      }
      if (item.kind === 'foreign') {
        throw new EdgejsonError(
          'BAD_RECORDING',
          `${file}:${item.line}: the header of the recording is missing`,
        )
      }
      if (item.kind === 'header') {
        const { header } = item
        if (!isSameModel(header.model, model)) {
          const note = `${file} held answers of another model (${describe(header.model)}); it is begun anew`
          return { ...nothing, notes: [note] }
        }
      } else answers.set(entryName(item.answer.key, item.answer.id), item.answer.completion)
      keep = item.end
      terminated = item.terminated
    }
  } catch (error) {
    if (isMissing(error)) return { ...nothing, notes }
    throw error
  }
  return keep === null ? { ...nothing, notes } : { answers, keep, lineBreak: !terminated, notes }
}

/** Two examples may have the same prompt; each has its own answer. */
export function entryName(key: string, id: string): string {
  return `${key} ${id}`
}

function describe(model: ModelInfo): string {
  return [model.id, model.dtype, model.engine, model.engineVersion].filter((each) => each !== null).join(', ')
}
