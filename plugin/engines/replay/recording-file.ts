import { appendFile, mkdir, open, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage, type ModelInfo } from '../../model/index.ts'
import type { RecordedAnswer, RecordingHeader } from './recording-format.ts'

/**
 * Appends answers to a recording, one at a time and in the order they come. The file is opened for each of them, so
 * that nothing is left open when a test worker just ends.
 */
export class RecordingFile {
  readonly #file: string
  /** The last write; rejected for good once one failed, so that nothing follows a half-written line. */
  #last: Promise<void> = Promise.resolve()

  private constructor(file: string) {
    this.#file = file
  }

  /** Begins a recording; whatever the file held is gone. */
  static async create(file: string, model: ModelInfo): Promise<RecordingFile> {
    const header: RecordingHeader = { kind: 'edgejson-recording', version: 1, model }
    try {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, `${JSON.stringify(header)}\n`)
      return new RecordingFile(file)
    } catch (error) {
      throw failed(file, error)
    }
  }

  /** Goes on after the first `keep` bytes of a recording; `lineBreak` when they do not end with one. */
  static async resume(file: string, keep: number, lineBreak: boolean): Promise<RecordingFile> {
    try {
      await truncate(file, keep)
      if (lineBreak) await appendFile(file, '\n')
      return new RecordingFile(file)
    } catch (error) {
      throw failed(file, error)
    }
  }

  /** Resolves when the operating system has the line: a killed process loses nothing that was resolved. */
  append(answer: RecordedAnswer): Promise<void> {
    const line = `${JSON.stringify(answer)}\n`
    this.#last = this.#last.then(() =>
      appendFile(this.#file, line).catch((error: unknown) => {
        throw failed(this.#file, error)
      }),
    )
    return this.#last
  }

  /** Resolves when everything that was appended is on the disk. */
  async flush(): Promise<void> {
    await this.#last
    try {
      const handle = await open(this.#file, 'r+')
      try {
        await handle.datasync()
      } finally {
        await handle.close()
      }
    } catch (error) {
      throw failed(this.#file, error)
    }
  }
}

function failed(file: string, error: unknown): EdgejsonError {
  if (error instanceof EdgejsonError) return error
  return new EdgejsonError('IO', `cannot write the recording ${file}: ${errorMessage(error)}`, {
    cause: error,
  })
}
