import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A new file next to its target. Until it is committed the target stays as it was. */
export interface FileDraft {
  /** Where to write. */
  readonly path: string
  /** Moves the draft over its target, in one step. */
  commit(): void
  /** Removes the draft. */
  discard(): void
}

/**
 * Begins to replace a file. A symbolic link and the mode of an existing file are kept. A
 * device or a pipe is written to directly, so that it cannot be discarded.
 */
export function draftOf(file: string): FileDraft {
  const existing = statSync(file, { throwIfNoEntry: false })
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
    return { path: file, commit: () => {}, discard: () => {} }
  }
  const target = existing === undefined ? file : realpathSync(file)
  const draft = draftName(target)
  return {
    path: draft,
    commit: () => {
      if (existing?.isFile() === true) chmodSync(draft, existing.mode)
      renameSync(draft, target)
    },
    discard: () => rmSync(draft, { force: true }),
  }
}

/**
 * Replaces a file, whole or not at all, and makes missing folders: a process that is killed, or a write that fails, leaves the old one.
 *
 * @param write writes the new content to the path that it is given
 */
export async function replaceFile<T>(file: string, write: (path: string) => Promise<T>): Promise<T> {
  const draft = draftInFolder(file)
  try {
    const result = await write(draft.path)
    draft.commit()
    return result
  } catch (error) {
    draft.discard()
    throw error
  }
}

/** {@link replaceFile} for a short text. */
export function replaceFileSync(file: string, text: string): void {
  const draft = draftInFolder(file)
  try {
    writeFileSync(draft.path, text)
    draft.commit()
  } catch (error) {
    draft.discard()
    throw error
  }
}

function draftInFolder(file: string): FileDraft {
  mkdirSync(path.dirname(file), { recursive: true })
  return draftOf(file)
}

/** No other process has the name, and none takes the draft for a file of its own. */
function draftName(file: string): string {
  return `${file}.${randomBytes(4).toString('hex')}.tmp`
}
