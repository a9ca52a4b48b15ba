import { EdgejsonError } from '../core/errors.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { linesOfFile } from '../core/line-file.ts'
import { printable } from '../core/printable.ts'
import { MAX_CASE_DEPTH } from './case.ts'

const CHUNK_BYTES = 1 << 22

/**
 * A report of any size, read line by line in the layout that `renderJson` writes: one line for each top-level field,
 * then one for each case. A string of Node holds at most 512 MiB, which a report of 100,000 complex cases exceeds.
 *
 * @throws {EdgejsonError} `BAD_REPORT` naming file and line when the layout is another.
 */
export function readReportLines(file: string): unknown {
  const report: Record<string, unknown> = {}
  const cases: unknown[] = []
  let place: 'start' | 'fields' | 'cases' | 'end' = 'start'
  let number = 0
  for (const bytes of linesOfFile(file, CHUNK_BYTES)) {
    number++
    const line = bytes.toString('utf8').replace(/^\ufeff|\r$/g, '')
    const at = `${printable(file)}:${number}`
    if (line.trim() === '') continue
    if (place === 'start' && line === '{') place = 'fields'
    else if (place === 'fields' && line === '"cases":[') place = 'cases'
    else if (place === 'fields') Object.assign(report, parse(`{${withoutComma(line)}}`, at))
    else if (place === 'cases' && line === ']}') place = 'end'
    else if (place === 'cases') cases.push(parse(withoutComma(line), at))
    else throw otherLayout(at, 'it is not in the layout that a run writes, one line for each field and case')
  }
  if (place !== 'end')
    throw otherLayout(printable(file), 'it ends early: it was cut off, or is not a run report')
  return { ...report, cases }
}

function parse(text: string, at: string): unknown {
  const read = readWholeJson(text, { maxDepth: MAX_CASE_DEPTH })
  if (read.ok) return read.value
  throw otherLayout(at, `it is not JSON: ${printable(read.reason)}`)
}

function withoutComma(line: string): string {
  return line.endsWith(',') ? line.slice(0, -1) : line
}

function otherLayout(at: string, why: string): EdgejsonError {
  return new EdgejsonError(
    'BAD_REPORT',
    `${at}: a report above 500 MiB is read line by line, and ${why}. Use the report.json as the run wrote it.`,
  )
}
