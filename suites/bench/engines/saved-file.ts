import { existsSync, readFileSync } from 'node:fs'
import { isRecord } from '../../../plugin/core/json/json.ts'
import type { BenchFile, Group } from './results.ts'

/** What was saved before; null when nothing was. @throws Error for a file of another kind. */
export function readSaved(file: string): BenchFile | null {
  if (!existsSync(file)) return null
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (isBenchFile(value)) return value
  throw new Error(
    `${file} is not a file of this bench, or of another version; delete it or leave --append out`,
  )
}

/** The old groups with those of the same name replaced, then the new ones. */
export function merged(old: readonly Group[], fresh: readonly Group[]): Group[] {
  const names = new Set(fresh.map(({ name }) => name))
  return [...old.filter(({ name }) => !names.has(name)), ...fresh]
}

/** The file is written by this bench alone, so its version says what is in it. */
function isBenchFile(value: unknown): value is BenchFile {
  return isRecord(value) && value.version === 1 && Array.isArray(value.groups)
}
