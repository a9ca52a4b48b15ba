import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

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
    const parent = path.join(HOST, '.e2e')
    mkdirSync(parent, { recursive: true })
    this.root = mkdtempSync(path.join(parent, 'project-'))
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true, maxRetries: 3 }))
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
