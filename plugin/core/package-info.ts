import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecord } from './json/json.ts'

/** Folder of this package: the one whose package.json names it, above the source or the built file. */
function findRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder)
    if (parent === folder) throw new Error('[vitest-edgejson] the package.json of vitest-edgejson is missing')
    folder = parent
  }
  return folder
}

const root = findRoot()

function readManifest(): { readonly name: string; readonly version: string } {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  if (!isRecord(manifest) || typeof manifest.name !== 'string' || typeof manifest.version !== 'string') {
    throw new Error(`[vitest-edgejson] the package.json in ${root} has no name and version; install it again`)
  }
  return { name: manifest.name, version: manifest.version }
}

/** Whether the built package runs, and not its sources (in unit tests). */
const compiled = import.meta.url.endsWith('.js')

export interface PackageInfo {
  readonly name: string
  readonly version: string
  /** Folder of this package. Fixtures and schemas are found relative to it. */
  readonly root: string
  /** Whether the built package runs. Its sources, in unit tests, are no files that another process could start. */
  readonly compiled: boolean
  /** Folder of the code: `dist`, or `root` where the sources run. */
  readonly code: string
}

export const packageInfo: PackageInfo = {
  ...readManifest(),
  root,
  compiled,
  code: compiled ? path.join(root, 'dist') : root,
}

/** A file of the code that is not imported but named, by its path in the sources without the extension. */
export function codeFile(name: string): string {
  return path.join(packageInfo.code, `${name}${compiled ? '.js' : '.ts'}`)
}
