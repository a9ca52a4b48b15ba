import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { EdgejsonError } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'

/** Bytes of one read. */
export const WINDOW_BYTES: number = 1 << 20

/** The state of a file when it was read, to detect that it changed. */
export interface FileStamp {
  readonly size: number
  readonly mtimeMs: number
}

/**
 * Ranges of a file, read one window at a time. A reader that goes through the lines in order holds one window
 * instead of the file. No file handle stays open between two reads.
 */
export class FileWindow {
  readonly #file: string
  readonly #stamp: FileStamp
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0

  constructor(file: string, stamp: FileStamp) {
    this.#file = file
    this.#stamp = stamp
  }

  /**
   * The bytes from `start` to `end`.
   *
   * @throws {EdgejsonError} `BAD_DATASET` if the file has changed.
   */
  slice(start: number, end: number): Buffer {
    if (start < this.#start || end > this.#start + this.#bytes.length) {
      this.#bytes = this.#read(start, Math.max(WINDOW_BYTES, end - start))
      this.#start = start
    }
    return this.#bytes.subarray(start - this.#start, end - this.#start)
  }

  #read(start: number, length: number): Buffer {
    const handle = openSync(this.#file, 'r')
    try {
      const { size, mtimeMs } = fstatSync(handle)
      if (size !== this.#stamp.size || mtimeMs !== this.#stamp.mtimeMs) {
        throw new EdgejsonError(
          'BAD_DATASET',
          `the dataset ${quoted(this.#file, 300)} changed while its examples ran; run again.`,
        )
      }
      const bytes = Buffer.allocUnsafe(Math.min(length, size - start))
      let filled = 0
      while (filled < bytes.length) {
        const read = readSync(handle, bytes, filled, bytes.length - filled, start + filled)
        if (read === 0) break
        filled += read
      }
      return bytes.subarray(0, filled)
    } finally {
      closeSync(handle)
    }
  }
}
