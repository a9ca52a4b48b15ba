import { EdgejsonError } from '../core/errors.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { linesOfFile } from '../core/line-file.ts'
import { printable } from '../core/printable.ts'
import { type CaseRecord, MAX_CASE_DEPTH, parseCaseRecord } from './case.ts'
import type { CaseSequence } from './case-sequence.ts'
import { parseRunReport, type RunReport } from './run-report.ts'

const CHUNK_BYTES = 1 << 22
const SMALLEST_CASE_BYTES = 8

/**
 * A report of any size in the layout that `renderJson` writes: one line for each top-level field, then one for each case. The cases
 * stay in the file: they are read one at a time in each pass, and checked in the first.
 *
 * @throws {EdgejsonError} `BAD_REPORT` naming file and line when the layout is another, or a field is not one of a report. A broken case
 * throws it when it is read.
 */
export function openReportLines(file: string): RunReport {
  const fields: Record<string, unknown> = {}
  let count = 0
  for (const line of reportLines(file)) {
    if (line.place === 'case') count += 1
    else Object.assign(fields, parse(`{${textOf(line)}}`, line.at))
  }
  return { ...parseRunReport({ ...fields, cases: [] }, file), cases: new ReportCases(file, count) }
}

/** The cases of a report file. */
class ReportCases implements CaseSequence {
  readonly #file: string
  readonly length: number
  #isChecked = false

  constructor(file: string, length: number) {
    this.#file = file
    this.length = length
  }

  /** @throws {EdgejsonError} `BAD_REPORT` for a broken case, and for a file that was changed since it was opened. */
  *[Symbol.iterator](): Generator<CaseRecord> {
    let count = 0
    for (const line of reportLines(this.#file)) {
      if (line.place !== 'case') continue
      count += 1
      const value = parse(textOf(line), line.at)
      // What was read before in this form needs no second check.
      yield this.#isChecked ? (value as CaseRecord) : parseCaseRecord(value, line.at)
    }
    if (count !== this.length) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `${printable(this.#file)} was changed while it was read. Run the command again when nothing writes to it.`,
      )
    }
    this.#isChecked = true
  }
}

/** A line with a field, or with a case. */
interface ReportLine {
  readonly place: 'field' | 'case'
  readonly bytes: Buffer
  /** File and line, for messages. */
  readonly at: string
}

function* reportLines(file: string): Generator<ReportLine> {
  let place: 'start' | 'fields' | 'cases' | 'end' = 'start'
  const shown = printable(file)
  let number = 0
  for (const bytes of linesOfFile(file, CHUNK_BYTES)) {
    number++
    const at = `${shown}:${number}`
    // Most lines are cases, which are read only where they are wanted.
    if (place === 'cases' && bytes.length >= SMALLEST_CASE_BYTES) {
      yield { place: 'case', bytes, at }
      continue
    }
    const line = plainText(bytes)
    if (line.trim() === '') continue
    if (place === 'start' && line === '{') place = 'fields'
    else if (place === 'fields' && line === '"cases":[') place = 'cases'
    else if (place === 'fields') yield { place: 'field', bytes, at }
    else if (place === 'cases' && line === ']}') place = 'end'
    else throw otherLayout(at, 'it is not in the layout that a run writes, one line for each field and case')
  }
  if (place !== 'end') throw otherLayout(shown, 'it ends early: it was cut off, or is not a run report')
}

/** Without a byte order mark and the line end of Windows. */
function plainText(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\ufeff|\r$/g, '')
}

function textOf({ bytes }: ReportLine): string {
  const line = plainText(bytes)
  return line.endsWith(',') ? line.slice(0, -1) : line
}

function parse(text: string, at: string): unknown {
  const read = readWholeJson(text, { maxDepth: MAX_CASE_DEPTH })
  if (read.ok) return read.value
  throw otherLayout(at, `it is not JSON: ${printable(read.reason)}`)
}

function otherLayout(at: string, why: string): EdgejsonError {
  return new EdgejsonError(
    'BAD_REPORT',
    `${at}: a large report is read line by line, and ${why}. Use the report.json as the run wrote it.`,
  )
}
