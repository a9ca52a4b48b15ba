import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK_BYTES = 1 << 20
const LINE_FEED = 0x0a

/** The lines of a file as bytes; only LF ends a line. A chunk of the file and one line are in memory. */
export function* linesOfFile(file: string, chunkBytes: number = CHUNK_BYTES): Generator<Buffer> {
  const handle = openSync(file, 'r')
  try {
    let rest: Buffer = Buffer.alloc(0)
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes)
      const size = readSync(handle, chunk, 0, chunkBytes, null)
      if (size === 0) break
      const bytes =
        rest.length === 0 ? chunk.subarray(0, size) : Buffer.concat([rest, chunk.subarray(0, size)])
      let start = 0
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
        yield bytes.subarray(start, end)
        start = end + 1
      }
      rest = bytes.subarray(start)
    }
    if (rest.length > 0) yield rest
  } finally {
    closeSync(handle)
  }
}
