import { readdirSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { printable } from '../../../plugin/core/printable.ts'

/** Folders that never hold submissions. */
const SKIPPED = new Set(['.git', 'node_modules'])

/**
 * The JSON files below a folder, as paths relative to it with forward slashes, in code-unit order. Links are not
 * followed: a submission must not lead out of its folder.
 *
 * @throws {EdgejsonError} `IO` when a folder cannot be read.
 */
export function findJsonFiles(folder: string): string[] {
  const found: string[] = []
  const waiting = ['']
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (const entry of list(path.join(folder, place))) {
      const name = place === '' ? entry.name : `${place}/${entry.name}`
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(name)
      else if (entry.isFile() && entry.name.endsWith('.json')) found.push(name)
    }
  }
  return found.sort()
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot read the folder ${printable(folder)}: ${printable(errorMessage(error))}`,
      {
        cause: error,
      },
    )
  }
}
