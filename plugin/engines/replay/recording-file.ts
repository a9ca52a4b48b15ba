import { type FileHandle, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage, type ModelInfo } from '../../model/index.ts'
import type { RecordedAnswer, RecordingHeader } from './recording-format.ts'

/** Appends answers to a recording, one at a time and in the order they come. */
export class RecordingFile {
  readonly #file: string
  readonly #handle: FileHandle
  /** The last write; rejected for good once one failed, so that nothing follows a half-written line. */
  #last: Promise<void> = Promise.resolve()

  private constructor(file: string, handle: FileHandle) {
    this.#file = file
    this.#handle = handle
  }

  /** Begins a recording; whatever the file held is gone. */
  static async create(file: string, model: ModelInfo): Promise<RecordingFile> {
    const header: RecordingHeader = { kind: 'edgejson-recording', version: 1, model }
    try {
      await mkdir(path.dirname(file), { recursive: true })
      const recording = new RecordingFile(file, await open(file, 'w'))
      await recording.#append(header)
      return recording
    } catch (error) {
      throw failed(file, error)
    }
  }

  /** Goes on after the first `keep` bytes of a recording; `lineBreak` when they do not end with one. */
  static async resume(file: string, keep: number, lineBreak: boolean): Promise<RecordingFile> {
    try {
      const handle = await open(file, 'r+')
      await handle.truncate(keep)
      await handle.close()
      const recording = new RecordingFile(file, await open(file, 'a'))
      if (lineBreak) await recording.#handle.appendFile('\n')
      return recording
    } catch (error) {
      throw failed(file, error)
    }
  }

  /** Resolves when the operating system has the line: a killed process loses nothing that was resolved. */
  append(answer: RecordedAnswer): Promise<void> {
    return this.#append(answer)
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {
      // Whoever appended has been told.
    })
    await this.#handle.close()
  }

  /** Closes the file when all of it is on the disk. */
  async closeDurably(): Promise<void> {
    await this.#last
    try {
      await this.#handle.datasync()
    } catch (error) {
      throw failed(this.#file, error)
    } finally {
      await this.#handle.close()
    }
  }

  #append(value: RecordingHeader | RecordedAnswer): Promise<void> {
    this.#last = this.#last.then(() =>
      this.#handle.appendFile(`${JSON.stringify(value)}\n`).catch((error: unknown) => {
        throw failed(this.#file, error)
      }),
    )
    return this.#last
  }
}

function failed(file: string, error: unknown): EdgejsonError {
  if (error instanceof EdgejsonError) return error
  return new EdgejsonError('IO', `cannot write the recording ${file}: ${errorMessage(error)}`, {
    cause: error,
  })
}
