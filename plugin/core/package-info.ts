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

/** Name, version and folder of this package. Fixtures and schemas are found relative to the folder. */
export const packageInfo: { readonly name: string; readonly version: string; readonly root: string } = {
  ...readManifest(),
  root,
}
