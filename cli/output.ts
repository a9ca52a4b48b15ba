import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errorCode } from '../plugin/core/errors.ts'
import { writeChunks } from '../plugin/core/write-chunks.ts'

/** Standard output on the command line. */
export const STDOUT = '-'

/**
 * Writes a text that comes in pieces to a file, whole or not at all, or to standard output.
 *
 * @throws {EdgejsonError} `IO` when the file cannot be written.
 */
export async function writeOutput(
  target: string,
  chunks: Iterable<string>,
  stdout: NodeJS.WritableStream,
): Promise<void> {
  if (target !== STDOUT) return writeChunks(target, chunks)
  try {
    await pipeline(Readable.from(chunks), stdout, { end: false })
  } catch (error) {
    if (!isClosedPipe(error)) throw error
  }
}

/** Whether the reader of a pipe has ended, as `| head` does: no error, the rest of the output has no reader. */
export function isClosedPipe(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

/**
 * Ends writes to a closed pipe without an error; every other write error stays one. An error that does not come from the system is a
 * producer's, with which a pipeline destroyed the stream: the command reports it itself.
 */
export function ignoreClosedPipes(...streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: Error) => {
      const isWriteError = 'syscall' in error && error.syscall === 'write'
      if (isWriteError && !isClosedPipe(error)) throw error
    })
  }
}

/** A value as JSON for standard output, see {@link terminalJson}. */
export function jsonText(value: unknown): string {
  return terminalJson(JSON.stringify(value, null, 2))
}

/**
 * JSON for standard output: what JSON leaves unescaped and a terminal or the runner of a CI (`##[`) may act on or cannot
 * show is escaped too, which leaves it the same JSON.
 */
export function terminalJson(json: string): string {
  return `${json.replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]|#(?=#\w*\[)/gu, escaped)}\n`
}

function escaped(char: string): string {
  return char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** How a terminal is written to. */
export interface Terminal {
  readonly color: boolean
  readonly width?: number
}

/** Colours and columns as the stream, `NO_COLOR` and `FORCE_COLOR` say; what goes into a file has no colours. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  const { NO_COLOR, FORCE_COLOR } = process.env
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && FORCE_COLOR !== ''
  const forbidden = (NO_COLOR !== undefined && NO_COLOR !== '') || FORCE_COLOR === '0'
  const color = forced || (!forbidden && stream.isTTY === true)
  return stream.isTTY && stream.columns > 0 ? { color, width: stream.columns } : { color }
}
