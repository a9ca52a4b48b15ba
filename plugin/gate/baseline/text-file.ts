import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorCode, errorMessage } from '../../core/errors.ts'

/**
 * The file's text; null when there is no such file. Only ENOENT means that.
 * @throws EdgejsonError IO when it cannot be read.
 */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw new EdgejsonError(
      'IO',
      `the baseline ${file} cannot be read: ${errorMessage(error)}. Make it a readable file, or set the option baselineDir ` +
        'to another folder.',
      { cause: error },
    )
  }
}

/** Where the bytes belong: behind a symbolic link, so that the link stays one. */
function target(file: string): string {
  try {
    return realpathSync(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return file
    throw error
  }
}

/** Clean-up after a failed write; the failure itself is what the user must hear of. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // Whatever blocked the write blocks this too.
  }
}

/**
 * Writes a baseline's text: to a file beside it first and then over it in one step, so that a run that is killed leaves
 * the old one whole. A file that has these bytes already is left alone.
 * @throws EdgejsonError IO when the folder or the disk does not take it.
 */
export function writeText(file: string, text: string): 'written' | 'unchanged' {
  let temporary: string | null = null
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    const destination = target(file)
    if (readText(destination) === text) return 'unchanged'
    temporary = `${destination}.${process.pid}.tmp`
    writeFileSync(temporary, text)
    renameSync(temporary, destination)
    return 'written'
  } catch (error) {
    if (temporary !== null) discard(temporary)
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError(
      'IO',
      `the baseline ${file} cannot be written: ${errorMessage(error)}. Make its folder writable, or set the option ` +
        'baselineDir to a folder that is.',
      { cause: error },
    )
  }
}
