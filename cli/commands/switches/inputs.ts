import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { isMissing } from '../../../plugin/core/errors.ts'
import { hashFiles } from '../../../plugin/core/hash-files.ts'
import { packageInfo } from '../../../plugin/core/package-info.ts'
import type { EdgejsonOptions } from '../../../plugin/vite/options.ts'
import type { PlannedVariant } from './variants.ts'

/**
 * SHA-256, hex, of everything that determines the report of a variant: options, the files that they name, the model's files
 * and this release. Null where it cannot be known: a server, a module, a function among the options.
 *
 * @throws the error of Node for a file that cannot be read.
 */
export async function hashInputs(
  { files, engineDtype }: Pick<PlannedVariant, 'files' | 'engineDtype'>,
  options: EdgejsonOptions,
  root: string,
): Promise<string | null> {
  if (files === null || holdsFunction(options)) return null
  // A time limit decides whether there is a completion, not which: a longer one after timeouts repeats nothing.
  const { model: _, outputDir: __, timeout: ___, ...others } = options
  const named = textsIn(others).flatMap((text) => filesAt(path.resolve(root, text)))
  const contents: string[] = []
  for (const file of [...files, ...named]) contents.push(await hashOrNone(file))
  const all = JSON.stringify([packageInfo.version, engineDtype ?? null, others, contents])
  return createHash('sha256').update(all).digest('hex')
}

async function hashOrNone(file: string): Promise<string> {
  try {
    return await hashFiles([file])
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

function holdsFunction(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'function'
  return Object.values(value).some(holdsFunction)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** The file, or the files of the folder (schemas); none where the text is no path. */
function filesAt(place: string): string[] {
  const found = statSync(place, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return found.isFile() ? [place] : []
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
