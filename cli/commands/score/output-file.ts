import { createWriteStream, type WriteStream } from 'node:fs'
import path from 'node:path'
import type { Writable } from 'node:stream'
import { draftOf } from '../../../plugin/core/replace-file.ts'
import { statOrNull } from '../../../plugin/core/stat-or-null.ts'

/** Where lines are written: all of them or none. */
export interface OutputFile {
  readonly stream: Writable
  /** Makes what was written the file's content. */
  commit(): void
  /** Leaves everything as it was before. Ends the stream. */
  discard(): Promise<void>
}

/**
 * Opens the file, or standard output for `-`, which cannot take anything back. The stream reports what cannot be opened.
 */
export function openOutput(file: string): OutputFile {
  return file === '-' ? direct(process.stdout) : openOutputFile(file)
}

function direct(stream: Writable): OutputFile {
  return { stream, commit: () => {}, discard: async () => {} }
}

function openOutputFile(file: string): OutputFile {
  const draft = draftOf(file)
  const stream = createWriteStream(draft.path)
  return {
    stream,
    commit: () => draft.commit(),
    discard: async () => {
      // A stream that is still opening its file would make it after its removal.
      await closed(stream)
      draft.discard()
    },
  }
}

function closed(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve()
    else stream.once('close', resolve).once('error', () => {})
    stream.destroy()
  })
}

/** Whether two paths lead to one file, through whatever links. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([statOrNull(a), statOrNull(b)])
  if (left === null || right === null) return path.resolve(a) === path.resolve(b)
  return left.isFile() && left.dev === right.dev && left.ino === right.ino
}
