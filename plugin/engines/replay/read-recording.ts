import { EdgejsonError, errorMessage, isMissing } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { condensed, quoted } from '../../core/printable.ts'
import type { ForeignCompletion, RecordedCompletion, RecordingHeader } from '../../records/recording.ts'
import { isSameModel } from './model-identity.ts'
import { parseForeign, parseHeader, parseRecorded } from './parse-line.ts'
import { type Line, readLines } from './read-lines.ts'

/** The content of a recording file, line by line. */
export type RecordingItem = Pick<Line, 'end' | 'terminated'> & { readonly line: number } & (
    | { readonly kind: 'header'; readonly header: RecordingHeader }
    | { readonly kind: 'answer'; readonly answer: RecordedCompletion }
    | { readonly kind: 'foreign'; readonly answer: ForeignCompletion }
    /** A last line that its writer did not finish. Only with `tolerateCut`. */
    | { readonly kind: 'cut' }
  )

/**
 * Reads a recording, or a file of `{id, output}` lines of another tool, in one pass. Recordings of the same
 * model may be joined with `cat`: a header may occur again.
 *
 * @throws EdgejsonError `BAD_RECORDING` with file:line for anything else; `IO` if the file cannot be read.
 */
export async function* readRecording(
  file: string,
  { tolerateCut = false }: { tolerateCut?: boolean } = {},
): AsyncGenerator<RecordingItem> {
  let header: RecordingHeader | null = null
  let first = true
  try {
    for await (const { text, number: line, end, terminated } of readLines(file)) {
      if (text.trim() === '') continue
      const broken = (why: string): EdgejsonError =>
        new EdgejsonError(
          'BAD_RECORDING',
          `${file}:${line}: ${why}. Remove the line, or record the answers again.`,
        )
      const value = parseObject(text)
      if (typeof value === 'string') {
        if (terminated) throw broken(value)
        if (!tolerateCut) throw broken(`the line breaks off: the run that wrote it was cut off (${value})`)
        yield { kind: 'cut', line, end, terminated }
        return
      }
      if (isHeader(value, first)) {
        const found = parseHeader(value)
        if (typeof found === 'string') throw broken(found)
        if (!first && header === null) throw broken('a header after lines without one')
        if (header !== null && !isSameModel(header.model, found.model)) {
          throw broken(
            `this header is of the model ${quoted(found.model.id)}, the first one of ` +
              `${quoted(header.model.id)}; a recording holds the answers of one model`,
          )
        }
        if (header !== null && header.sampling !== found.sampling) {
          const [first, other] = [header, found].map(({ sampling }) => quoted(sampling ?? 'greedy'))
          throw broken(
            `this header has the sampling ${other}, the first one ${first}; a recording holds the completions of one run or of its shards`,
          )
        }
        header = found
        yield { kind: 'header', header, line, end, terminated }
      } else if (header !== null) {
        const answer = parseRecorded(value)
        if (typeof answer === 'string') throw broken(answer)
        yield { kind: 'answer', answer, line, end, terminated }
      } else {
        const answer = parseForeign(value)
        if (typeof answer === 'string') throw broken(answer)
        yield { kind: 'foreign', answer, line, end, terminated }
      }
      first = false
    }
  } catch (error) {
    if (error instanceof EdgejsonError || isMissing(error)) throw error
    throw new EdgejsonError('IO', `cannot read ${file}: ${errorMessage(error)}`, { cause: error })
  }
}

/** A first line with a kind is a header, or one of another kind of file, but a line of another tool may have a kind too. */
function isHeader(value: Record<string, unknown>, first: boolean): boolean {
  if (value.kind === 'edgejson-recording') return true
  return first && Object.hasOwn(value, 'kind') && !Object.hasOwn(value, 'output')
}

function parseObject(text: string): Record<string, unknown> | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `it is not JSON: ${condensed(errorMessage(error), 160)}`
  }
  return isRecord(value) ? value : 'it is not a JSON object'
}
