import { randomBytes } from 'node:crypto'
import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, realpath, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { statOrNull } from './stat-or-null.ts'

/** A new file next to its target. Until it is committed the target stays as it was. */
export interface FileDraft {
  /** Where to write. */
  readonly path: string
  /** Moves the draft over its target, in one step. */
  commit(): Promise<void>
  /** Removes the draft. */
  discard(): Promise<void>
}

/**
 * Begins to replace a file. A symbolic link and the mode of an existing file are kept. A
 * device or a pipe is written to directly, so that it cannot be discarded.
 */
export async function draftOf(file: string): Promise<FileDraft> {
  const existing = await statOrNull(file)
  if (existing !== null && !existing.isFile() && !existing.isDirectory()) {
    return { path: file, commit: async () => {}, discard: async () => {} }
  }
  const target = existing === null ? file : await realpath(file)
  const draft = draftName(target)
  return {
    path: draft,
    commit: async () => {
      if (existing?.isFile() === true) await chmod(draft, existing.mode)
      await rename(draft, target)
    },
    discard: () => rm(draft, { force: true }),
  }
}

/**
 * Replaces a file, whole or not at all, and makes missing folders: a process that is killed, or a write that fails, leaves the old one.
 *
 * @param write writes the new content to the path that it is given
 */
export async function replaceFile<T>(file: string, write: (path: string) => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = await draftOf(file)
  try {
    const result = await write(draft.path)
    await draft.commit()
    return result
  } catch (error) {
    await draft.discard()
    throw error
  }
}

/** {@link replaceFile} for a short text. */
export function replaceFileSync(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const target = statSync(file, { throwIfNoEntry: false }) === undefined ? file : realpathSync(file)
  const draft = draftName(target)
  try {
    writeFileSync(draft, text)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** No other process has the name, and none takes the draft for a file of its own. */
function draftName(file: string): string {
  return `${file}.${randomBytes(4).toString('hex')}.tmp`
}
