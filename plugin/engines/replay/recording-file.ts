import { close, constants, fdatasync, open } from 'node:fs'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import type { RecordedCompletion, RecordingHeader } from '../../records/recording.ts'

/** Appends without creating the file: one that was removed must not come back without its header. */
const APPEND = constants.O_WRONLY | constants.O_APPEND
/** Lines of one write. */
const AT_ONCE = 500

/**
 * Appends completions to a recording, one at a time and in the order of arrival. The file is opened for each
 * of them, so that nothing stays open when a test worker is terminated.
 */
export class RecordingFile {
  readonly file: string
  /** The last write. After one failure it stays rejected, so that nothing follows a half-written line. */
  #last: Promise<void> = Promise.resolve()
  #failure: EdgejsonError | null = null

  private constructor(file: string) {
    this.file = file
  }

  /**
   * Creates a recording in a new file.
   *
   * @throws EdgejsonError `IO` if the file exists or cannot be written.
   */
  static async create(file: string, header: RecordingHeader): Promise<RecordingFile> {
    try {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, `${JSON.stringify(header)}\n`, { flag: 'wx' })
      return new RecordingFile(file)
    } catch (error) {
      throw failed(file, error)
    }
  }

  /** Why nothing can be recorded any more; null if recording works. */
  get failure(): EdgejsonError | null {
    return this.#failure
  }

  /** Resolves when the operating system has the line: a killed process loses nothing that was resolved. */
  append(answers: readonly RecordedCompletion[]): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (this.#failure !== null) throw this.#failure
      try {
        for (let at = 0; at < answers.length; at += AT_ONCE) {
          const lines = answers.slice(at, at + AT_ONCE).map((each) => `${JSON.stringify(each)}\n`)
          await appendFile(this.file, lines.join(''), { flag: APPEND })
        }
      } catch (error) {
        this.#failure = failed(this.file, error)
        throw this.#failure
      }
    })
    return this.#last
  }

  /** Resolves when everything that was appended is on the disk. */
  async flush(): Promise<void> {
    await this.#last
    try {
      // Not the file handle of fs/promises: that of Yarn's Plug'n'Play has no datasync.
      const descriptor = await promisify(open)(this.file, 'r+')
      try {
        await promisify(fdatasync)(descriptor)
      } finally {
        await promisify(close)(descriptor)
      }
    } catch (error) {
      throw failed(this.file, error)
    }
  }
}

function failed(file: string, error: unknown): EdgejsonError {
  if (error instanceof EdgejsonError) return error
  return new EdgejsonError('IO', `cannot write the recording ${file}: ${errorMessage(error)}`, {
    cause: error,
  })
}
