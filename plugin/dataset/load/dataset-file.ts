import { constants, isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorCode, errorMessage } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'
import type { DatasetSource, LineText } from './dataset-source.ts'
import { type FileStamp, FileWindow, WINDOW_BYTES } from './file-window.ts'
import { type DatasetHeader, readHeader } from './header.ts'
import { positionOf } from './line-positions.ts'
import { readCsv } from './read-csv.ts'
import { readJsonArray } from './read-json-array.ts'
import { isParquet, preparedRows } from './read-parquet.ts'
import { RowsSource } from './rows-source.ts'

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const TAB = 9
const SPACE = 32

/**
 * The bytes of a JSONL file and the positions of its lines. Lines end with LF or CRLF, or with CR in a file
 * without LF; U+2028 and U+2029 do not end a line. Lines of JSON white space only are blank: they are left
 * out, but counted. A UTF-8 byte order mark is skipped.
 */
export class DatasetFile implements DatasetSource {
  /** As given. */
  readonly path: string
  /** File name without its last extension. */
  readonly name: string
  /* SHA-256, hex, of the content with LF line ends and without a byte order mark: equal in every checkout. */
  readonly sha256: string
  /** Line numbers (1-based) of the lines that are neither blank nor the header, ascending. */
  readonly lines: readonly number[]
  /** Null without a header. */
  readonly header: DatasetHeader | null
  readonly #stamp: FileStamp
  #bytes: { slice(start: number, end: number): Buffer }
  /** Start and end of each line in {@link lines}, without trailing white space. */
  readonly #spans: readonly number[]
  readonly #valid: boolean

  constructor(file: string, bytes: Buffer, stamp: FileStamp) {
    this.path = file
    this.#stamp = stamp
    this.name = path.parse(file).name
    this.sha256 = contentSha256(bytes)
    this.#bytes = { slice: (start, end) => bytes.subarray(start, end) }
    const { lines, spans } = findLines(bytes)
    this.lines = lines
    this.#spans = spans
    this.#valid = isUtf8(bytes)
    const first = lines.length === 0 ? null : this.textAt(0)
    this.header = first?.ok ? readHeader(first.text, file, lines[0] ?? 1) : null
    if (this.header === null) return
    lines.shift()
    spans.splice(0, 2)
  }

  /**
   * Releases the bytes of a large file. From then on lines are read from the file on demand, cheapest in
   * order; reading throws `BAD_DATASET` if the file has changed.
   */
  release(): void {
    if (this.#stamp.size > WINDOW_BYTES) this.#bytes = new FileWindow(this.path, this.#stamp)
  }

  /** The text of the line with this number, without white space at its end; `undefined` for a blank or absent line. */
  text(line: number): LineText | undefined {
    const index = positionOf(this.lines, line)
    return index === -1 ? undefined : this.textAt(index)
  }

  /** The text of the n-th line that is not blank, n from 0. */
  textAt(index: number): LineText {
    const start = this.#spans[2 * index] ?? 0
    const end = this.#spans[2 * index + 1] ?? 0
    const bytes = this.#bytes.slice(start, end)
    if (!this.#valid && !isUtf8(bytes)) {
      const shown = bytes.toString('latin1', 0, 60)
      return {
        ok: false,
        code: 'INVALID_UTF8',
        reason: `the line is not valid UTF-8 (read byte by byte: ${quoted(shown)}); save the file as UTF-8.`,
      }
    }
    if (end - start > constants.MAX_STRING_LENGTH) {
      const megabytes = Math.round((end - start) / 1e6).toLocaleString('en')
      return {
        ok: false,
        code: 'LINE_TOO_LONG',
        reason: `the line has ${megabytes} MB, more than a text can hold; write one example per line.`,
      }
    }
    return { ok: true, text: bytes.toString('utf8') }
  }
}

/**
 * Reads a dataset file: JSONL, or by its extension a JSON array (`.json`), CSV (`.csv`, `.tsv`) or Parquet (`.parquet`, which
 * {@link prepareDatasets} must have read). A file whose first line is `[` is a JSON array too.
 *
 * @throws {EdgejsonError} `IO` if the file cannot be read; `BAD_DATASET` if it contains no example or is clearly
 * another format (UTF-16, gzip).
 */
export function readDatasetFile(file: string): DatasetSource {
  const { bytes, stamp } = readBytes(file)
  if (isParquet(file)) return notEmpty(file, bytes, preparedRows(file))
  refuseForeignFormat(file, bytes)
  const extension = path.extname(file).toLowerCase()
  if (extension === '.csv' || extension === '.tsv') {
    const rows = readCsv(textOf(file, bytes), file, ...(extension === '.tsv' ? ['\t'] : []))
    return notEmpty(file, bytes, new RowsSource(file, contentSha256(bytes), rows))
  }
  if (extension !== '.json') {
    const dataset = new DatasetFile(file, bytes, stamp)
    const first = dataset.lines.length === 0 ? null : dataset.textAt(0)
    if (!first?.ok || first.text.trim() !== '[') return notEmpty(file, bytes, dataset)
  }
  return notEmpty(
    file,
    bytes,
    new RowsSource(file, contentSha256(bytes), readJsonArray(textOf(file, bytes), file)),
  )
}

function notEmpty(file: string, bytes: Buffer, source: DatasetSource): DatasetSource {
  if (source.lines.length > 0) return source
  throw badDataset(file, `${emptiness(bytes, source)}; it needs one example per line.`)
}

/** The whole file as text, without a byte order mark. */
function textOf(file: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) throw badDataset(file, 'is not valid UTF-8; save the file as UTF-8.')
  if (bytes.length > constants.MAX_STRING_LENGTH)
    throw badDataset(file, 'is larger than a text can be; write it as JSONL.')
  return bytes.toString('utf8', startOf(bytes))
}

function emptiness(bytes: Buffer, source: DatasetSource): string {
  if (source.header !== null) return 'contains only its header'
  if (source instanceof RowsSource) return 'contains no example'
  return bytes.length === 0 ? 'is empty' : 'contains only blank lines'
}

function badDataset(file: string, what: string): EdgejsonError {
  return new EdgejsonError('BAD_DATASET', `the dataset ${quoted(file, 300)} ${what}`)
}

function readBytes(file: string): { bytes: Buffer; stamp: FileStamp } {
  try {
    const { size, mtimeMs } = statSync(file)
    return { bytes: readFileSync(file), stamp: { size, mtimeMs } }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT')
      throw new EdgejsonError('IO', `there is no dataset ${quoted(file, 300)}; check the path.`)
    if (code === 'EISDIR') {
      throw new EdgejsonError(
        'IO',
        `the dataset ${quoted(file, 300)} is a folder; name the JSONL file in it.`,
      )
    }
    if (code === 'ERR_FS_FILE_TOO_LARGE') {
      throw badDataset(file, 'is larger than 2 GiB, the limit of one read; split it into several datasets.')
    }
    throw new EdgejsonError('IO', `cannot read the dataset ${quoted(file, 300)}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
}

function refuseForeignFormat(file: string, bytes: Buffer): void {
  const [a = 1, b = 1, c = 1, d = 1] = bytes
  const marked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)
  // ASCII in UTF-16 without a mark: every other byte is NUL.
  const unmarked = (a === 0 && b !== 0 && c === 0 && d !== 0) || (a !== 0 && b === 0 && c !== 0 && d === 0)
  if (marked || unmarked) {
    throw badDataset(file, 'is UTF-16, not UTF-8; `iconv -f UTF-16 -t UTF-8` converts it.')
  }
  if (a === 0x1f && b === 0x8b) throw badDataset(file, 'is compressed; `gunzip` it first.')
}

function contentSha256(bytes: Buffer): string {
  const hash = createHash('sha256')
  const separator = bytes.includes(LINE_FEED) ? '\r\n' : '\r'
  let start = startOf(bytes)
  for (let end = bytes.indexOf(separator, start); end !== -1; end = bytes.indexOf(separator, start)) {
    hash.update(bytes.subarray(start, end)).update('\n')
    start = end + separator.length
  }
  return hash.update(bytes.subarray(start)).digest('hex')
}

/** Offset of the content, after a UTF-8 byte order mark. */
function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

function findLines(bytes: Buffer): { lines: number[]; spans: number[] } {
  const terminator = bytes.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN
  const lines: number[] = []
  const spans: number[] = []
  let start = startOf(bytes)
  for (let line = 1; start < bytes.length; line++) {
    const found = bytes.indexOf(terminator, start)
    const next = found === -1 ? bytes.length : found
    let end = next
    while (start < end && isSpace(bytes[end - 1])) end -= 1
    if (start < end) {
      lines.push(line)
      spans.push(start, end)
    }
    start = next + 1
  }
  return { lines, spans }
}

/** White space as JSON defines it. */
function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN || byte === LINE_FEED
}
