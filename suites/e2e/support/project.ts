import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, onTestFinished } from 'vitest'

export const REPOSITORY: string = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Folder whose node_modules hold the Vitest under test and this package: the repository itself, or where
 * `npm run test:vitest5` has installed both.
 */
export const HOST: string = process.env.EDGEJSON_E2E_HOST ?? REPOSITORY

/** A throw-away project below {@link HOST}; removed when the test is done. */
export class Project {
  readonly root: string

  constructor(files: Readonly<Record<string, string>>) {
    this.root = newFolder('project-')
    onTestFinished(() => removeFolder(this.root))
    for (const [name, text] of Object.entries(files)) this.write(name, text)
  }

  path(name: string): string {
    return path.join(this.root, name)
  }

  write(name: string, text: string): void {
    const file = this.path(name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true, force: true })
  }
}

/**
 * Projects in the state in which `prepare` leaves one. It runs for the first test of the file that needs it; the others get a copy of
 * its files, so that a file of tests starts Vitest once for what all of them begin with. Call it outside tests.
 */
export function prepared(prepare: () => Promise<Project>): () => Promise<Project> {
  let folder: string | null = null
  afterAll(() => {
    if (folder !== null) removeFolder(folder)
  })
  return async () => {
    if (folder === null) {
      const { root } = await prepare()
      const copy = newFolder('prepared-')
      copyFolder(root, copy)
      folder = copy
    }
    const project = new Project({})
    copyFolder(folder, project.root)
    return project
  }
}

function newFolder(prefix: string): string {
  const parent = path.join(HOST, '.e2e')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(path.join(parent, prefix))
}

function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
