import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A folder that is removed at the end of its block. */
export class TemporaryFolder {
  readonly path: string = mkdtempSync(path.join(tmpdir(), 'edgejson-dataset-'))

  /** Writes a file below the folder and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.path, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
