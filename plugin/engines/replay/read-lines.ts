import { createReadStream } from 'node:fs'
import { EdgejsonError } from '../../core/errors.ts'

/** One line of a file, without its line break. */
export interface Line {
  readonly text: string
  /** 1-based. */
  readonly number: number
  /** Offset in bytes of the end of the line, including its line break. */
  readonly end: number
  /** False for a last line without a line break: its writer may have been killed. */
  readonly terminated: boolean
}

/** A single completion is never longer; a longer line means that the file is something else. */
const LONGEST_LINE_BYTES = 256 * 1024 * 1024
const LINE_FEED = 0x0a

/**
 * Reads a file line by line. Only a line feed ends a line: Node's `readline` also splits at U+2028, which may
 * occur in a JSON string. A byte order mark is dropped.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let size = 0
  let number = 0
  let end = 0
  const take = (terminated: boolean): Line => {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    parts = []
    size = 0
    number++
    const text = bytes.toString('utf8')
    return { text: number === 1 ? text.replace(/^\uFEFF/, '') : text, number, end, terminated }
  }
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    if (!Buffer.isBuffer(chunk)) continue
    let start = 0
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, start)) {
      parts.push(chunk.subarray(start, at))
      end += at + 1 - start
      start = at + 1
      yield take(true)
    }
    if (start < chunk.length) {
      parts.push(chunk.subarray(start))
      size += chunk.length - start
      end += chunk.length - start
    }
    if (size > LONGEST_LINE_BYTES) {
      throw new EdgejsonError(
        'BAD_RECORDING',
        `${file}:${number + 1} is longer than 256 MiB; it is no JSONL file`,
      )
    }
  }
  if (size > 0) yield take(false)
}
