/** A line of a file, without its line break. */
export interface TextLine {
  /** 1-based. */
  readonly number: number
  /** Null when the bytes are not UTF-8. */
  readonly text: string | null
}

const NEW_LINE = 0x0a
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Splits a stream of bytes into lines, as many at a time as a chunk completes: `\n` or `\r\n` ends a line, a last one
 * without is a line too, a byte order mark at the very beginning is dropped. Holds one chunk and one unfinished line.
 */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine[]> {
  let unfinished: Uint8Array[] = []
  let number = 0
  const complete = (bytes: Uint8Array): TextLine[] => {
    const lines = splitLines(bytes, number)
    number += lines.length
    return lines
  }
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(NEW_LINE)
    if (end === -1) {
      unfinished.push(chunk)
      continue
    }
    yield complete(Buffer.concat([...unfinished, chunk.subarray(0, end)]))
    unfinished = [chunk.subarray(end + 1)]
  }
  const rest = Buffer.concat(unfinished)
  if (rest.length > 0) yield complete(rest)
}

function splitLines(bytes: Uint8Array, linesBefore: number): TextLine[] {
  const whole = decode(bytes)
  const texts = whole === null ? splitBytes(bytes).map(decode) : whole.split('\n')
  return texts.map((text, index) => {
    const number = linesBefore + index + 1
    return { number, text: text === null ? null : withoutMarks(text, number) }
  })
}

function withoutMarks(text: string, number: number): string {
  const start = number === 1 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0
  return text.slice(start, text.endsWith('\r') ? -1 : undefined)
}

function splitBytes(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(NEW_LINE); end !== -1; end = bytes.indexOf(NEW_LINE, start)) {
    parts.push(bytes.subarray(start, end))
    start = end + 1
  }
  parts.push(bytes.subarray(start))
  return parts
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
