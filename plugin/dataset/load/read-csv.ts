import { createRequire } from 'node:module'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { condensed, printable, quoted } from '../../core/printable.ts'
import { LineCounter } from './line-positions.ts'
import type { Row } from './rows-source.ts'

interface Parsed {
  readonly record: readonly string[]
  /** The text of the record, with blank lines in front of it. */
  readonly raw: string
}

/**
 * The rows of a CSV file (RFC 4180) with a header as objects of texts. An empty cell is left out. A line break within a cell is a
 * line feed, whatever the checkout made of it.
 *
 * @param label name of the file, for messages
 * @param delimiter of the cells. Default: `,`, or `;` if the header has it and no comma
 * @throws {EdgejsonError} `BAD_DATASET`, with the line, for a row with another number of cells and for a broken header
 */
export function readCsv(given: string, label: string, delimiter: string = delimiterOf(given)): Row[] {
  const text = withLineFeeds(given)
  const counter = new LineCounter(text)
  let offset = 0
  const [header, ...records] = parsed(text, label, delimiter).map(({ record, raw }) => {
    const start = offset + (/^[\r\n]*/.exec(raw)?.[0].length ?? 0)
    offset += raw.length
    return { record, line: counter.lineAt(start) }
  })
  const names = header?.record ?? []
  const wrong = names.find((name, index) => name.trim() === '' || names.indexOf(name) !== index)
  if (wrong !== undefined) {
    throw new EdgejsonError(
      'BAD_DATASET',
      `${printable(label, 300)}:${header?.line ?? 1}: the header has the column ${quoted(wrong)} ${wrong.trim() === '' ? 'without a name' : 'twice'}; ` +
        'every column needs a name of its own.',
    )
  }
  return records.map(({ record, line }) => ({ line, text: rowText(names, record) }))
}

/** The same lines, each ended by a line feed. */
function withLineFeeds(text: string): string {
  return text.includes('\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\r', '\n')
}

function parsed(text: string, label: string, delimiter: string): readonly Parsed[] {
  // Loaded on demand: most datasets are JSONL.
  const { parse } = createRequire(import.meta.url)('csv-parse/sync') as typeof import('csv-parse/sync')
  try {
    return parse(text, {
      delimiter,
      raw: true,
      info: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as Parsed[]
  } catch (error) {
    const line = error instanceof Error ? Number(Reflect.get(error, 'lines')) : Number.NaN
    const place = Number.isInteger(line) ? `${printable(label, 300)}:${line}` : printable(label, 300)
    throw new EdgejsonError(
      'BAD_DATASET',
      `${place}: the CSV cannot be read (${condensed(errorMessage(error))}); every row needs as many cells as the ` +
        'header, and a cell with a quote, a line break or the delimiter needs quotes.',
      { cause: error },
    )
  }
}

function rowText(names: readonly string[], cells: readonly string[]): string {
  const members = names.flatMap((name, index) => {
    const cell = cells[index] ?? ''
    return cell === '' ? [] : [`${JSON.stringify(name)}:${JSON.stringify(cell)}`]
  })
  return `{${members.join(',')}}`
}

function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r|\n/, 1)
  return header.includes(';') && !header.includes(',') ? ';' : ','
}
