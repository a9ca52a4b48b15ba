import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'

/** Characters that are gathered before they are written. */
const BATCH = 1 << 20

/**
 * Writes a text that comes in pieces, with bounded memory. The file appears whole or not at all: a run that is cut
 * off leaves the last report as it was.
 *
 * @throws {EdgejsonError} `IO`: names the file and the reason.
 */
export async function writeChunks(file: string, chunks: Iterable<string>): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await mkdir(path.dirname(file), { recursive: true })
    try {
      const handle = await open(temporary, 'wx')
      try {
        await writeAll(handle, chunks)
      } finally {
        await handle.close()
      }
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot write ${file}: ${errorMessage(error)}. Make the folder writable, or set outputDir ` +
        '(EDGEJSON_OUTPUT_DIR) to one that is.',
      { cause: error },
    )
  }
}

async function writeAll(handle: FileHandle, chunks: Iterable<string>): Promise<void> {
  let batch = ''
  for (const chunk of chunks) {
    batch += chunk
    if (batch.length >= BATCH) {
      await handle.appendFile(batch)
      batch = ''
    }
  }
  if (batch !== '') await handle.appendFile(batch)
}
