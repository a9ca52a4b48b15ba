import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeChunks } from '../../../reporters/write-chunks.ts'

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
    // `| head` has seen enough.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return
    throw error
  }
}
