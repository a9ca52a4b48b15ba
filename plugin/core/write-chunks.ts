import { type FileHandle, open } from 'node:fs/promises'
import { EdgejsonError, errorMessage } from './errors.ts'
import { replaceFile } from './replace-file.ts'

/** Characters that are gathered before they are written. */
const BATCH = 1 << 20

/**
 * Writes a text that comes in pieces, with bounded memory. The file appears whole or not at all, see {@link replaceFile}.
 *
 * @param wayOut what else the user can do when the file cannot be written
 * @throws {EdgejsonError} `IO`: names the file and the reason. An error of the pieces is passed on as it is.
 */
export async function writeChunks(
  file: string,
  chunks: Iterable<string>,
  wayOut = 'name another file',
): Promise<void> {
  let rendering: unknown
  function* rendered(): Generator<string> {
    try {
      yield* chunks
    } catch (error) {
      rendering = error
      throw error
    }
  }
  try {
    await replaceFile(file, async (draft) => {
      const handle = await open(draft, 'w')
      try {
        await writeAll(handle, rendered())
      } finally {
        await handle.close()
      }
    })
  } catch (error) {
    // A piece that could not be made is no fault of the file.
    if (error === rendering) throw error
    throw new EdgejsonError(
      'IO',
      `cannot write ${file}: ${errorMessage(error)}. Make the folder writable, or ${wayOut}.`,
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
