import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errorCode } from '../plugin/core/errors.ts'
import { writeChunks } from '../reporters/vitest/write-chunks.ts'

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
 * Ends writes to a closed pipe without an error; every other write error stays one. An error that is none of the system is a
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
