import { createWriteStream } from 'node:fs'
import { realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Writable } from 'node:stream'
import { isMissing } from '../../../plugin/core/errors.ts'

/** Where lines are written: all of them or none. */
export interface OutputFile {
  readonly stream: Writable
  /** Makes what was written the file's content. */
  commit(): Promise<void>
  /** Leaves everything as it was before. */
  discard(): Promise<void>
}

/** Opens the file, or standard output for `-`, which cannot take anything back. */
export async function openOutput(file: string): Promise<OutputFile> {
  return file === '-' ? direct(process.stdout) : openOutputFile(file)
}

function direct(stream: Writable): OutputFile {
  return { stream, commit: async () => {}, discard: async () => {} }
}

/**
 * Opens a file beside the target that takes its place at the end; a device or a pipe is written to directly.
 * The stream reports what cannot be opened.
 */
async function openOutputFile(file: string): Promise<OutputFile> {
  const existing = await statOrNull(file)
  if (existing !== null && !existing.isFile()) return direct(createWriteStream(file))
  const target = existing === null ? path.resolve(file) : await realpath(file)
  const temporary = `${target}.${process.pid}.tmp`
  const stream = createWriteStream(temporary, existing === null ? {} : { mode: existing.mode })
  return {
    stream,
    commit: () => rename(temporary, target),
    discard: () => rm(temporary, { force: true }),
  }
}

/** Whether two paths lead to one file, through whatever links. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([statOrNull(a), statOrNull(b)])
  if (left === null || right === null) return path.resolve(a) === path.resolve(b)
  return left.isFile() && left.dev === right.dev && left.ino === right.ino
}

async function statOrNull(file: string) {
  try {
    return await stat(file)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
