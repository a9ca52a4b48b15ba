import { byCodeUnit } from '../../core/code-unit-order.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { Baseline, BaselineEntry } from '../../records/baseline.ts'
import { readEntry, readHeader } from './guards.ts'
import { broken, linesOf, parseLine } from './lines.ts'
import { checkSeal } from './seal.ts'

/**
 * Reads the text of a baseline file. CRLF and a BOM, as a checkout may add them, are fine; everything that makes
 * the header and the lines contradict each other is not, because a merge without conflict can do just that.
 * @throws EdgejsonError BAD_BASELINE with file and line.
 */
export function parseBaseline(text: string, file: string): Baseline {
  const [first, ...rest] = linesOf(text)
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
  checkSeal(first, rest, file)
  return { ...header, entries: entries.sort((a, b) => byCodeUnit(a.id, b.id)) }
}
