import { EdgejsonError, errorMessage } from '../../model/index.ts'
import { condensed, printable, quoted } from '../../model/printable.ts'
import { byCodeUnit } from '../figures.ts'
import type { Baseline, BaselineEntry } from './baseline.ts'
import { readEntry, readHeader } from './guards.ts'

const WAY_OUT =
  'Restore the file from version control; or delete it, run once outside CI so that a new one is written, and commit that.'
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})/

function broken(file: string, line: number, problem: string, wayOut = WAY_OUT): EdgejsonError {
  return new EdgejsonError('BAD_BASELINE', `${file}:${line}: ${problem}. ${wayOut}`)
}

function parseLine(text: string, file: string, line: number): unknown {
  if (CONFLICT.test(text)) {
    throw broken(
      file,
      line,
      `the baseline has an unresolved merge conflict, ${quoted(text, 40)}`,
      'A baseline cannot be merged line by line: take either side whole (git checkout --ours or --theirs), run the ' +
        'merged state, and accept it with -u.',
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(
      file,
      line,
      `the line is not JSON (${condensed(errorMessage(error), 80)}): ${printable(text, 80)}`,
    )
  }
}

/**
 * Reads the text of a baseline file. CRLF and a BOM, as a checkout may add them, are fine; everything that makes
 * the header and the lines contradict each other is not, because a merge without conflict can do just that.
 * @throws EdgejsonError BAD_BASELINE with file and line.
 */
export function parseBaseline(text: string, file: string): Baseline {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  const [first, ...rest] = lines
  if (first === undefined) throw broken(file, 1, 'the baseline is empty')
  const header = readHeader(parseLine(first, file, 1))
  if (typeof header === 'string') throw broken(file, 1, `this is no baseline: ${header}`)

  const entries: BaselineEntry[] = []
  const seen = new Map<string, number>()
  let exact = 0
  let scored = 0
  rest.forEach((content, index) => {
    const line = index + 2
    const entry = readEntry(parseLine(content, file, line))
    if (typeof entry === 'string')
      throw broken(file, line, `${entry}, but the line is ${printable(content, 80)}`)
    const earlier = seen.get(entry.id)
    if (earlier !== undefined)
      throw broken(file, line, `the id ${quoted(entry.id)} is in line ${earlier} already`)
    seen.set(entry.id, line)
    if (entry.exact !== null) scored += 1
    if (entry.exact === true) exact += 1
    entries.push(entry)
  })

  const { dataset, totals } = header
  const contradiction =
    dataset.examples !== entries.length
      ? `the header promises ${dataset.examples} examples, ${entries.length} lines follow`
      : totals.exact !== exact || totals.scored !== scored
        ? `the header counts ${totals.exact} exact of ${totals.scored} scored, the lines ${exact} of ${scored}`
        : null
  if (contradiction !== null) {
    throw broken(file, 1, `${contradiction}: the file was cut, edited, or merged from two runs`)
  }
  return { ...header, entries: entries.sort((a, b) => byCodeUnit(a.id, b.id)) }
}
