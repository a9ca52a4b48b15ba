import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { printable } from '../core/printable.ts'
import { MAX_CASE_DEPTH } from './case.ts'
import { openReportLines } from './report-lines.ts'
import { parseRunReport, type RunReport } from './run-report.ts'

const MIB = 2 ** 20
/** Cases of larger reports stay in the file. */
const LARGEST_LOADED = 128 * MIB
/** A string of Node holds no more than 512 MiB. */
const LARGEST_TEXT = 500 * MIB
/** Levels of a report above an expected value are one more than those of a case. */
const MAX_REPORT_DEPTH = MAX_CASE_DEPTH + 1

/**
 * The run report in a file. Of a large one the cases are read one at a time, so that memory does not depend on its size.
 *
 * @throws {EdgejsonError} `IO`, its cause that of the file system, or `BAD_REPORT`.
 */
export function readRunReport(file: string): RunReport {
  return openLargeReport(file) ?? parseRunReport(readReportJson(file), file)
}

/**
 * The report in a file that is too large to be loaded; null for a smaller one, and for one in another layout than a run writes.
 *
 * @param largestLoaded bytes
 * @throws {EdgejsonError} `IO` or `BAD_REPORT`.
 */
export function openLargeReport(file: string, largestLoaded: number = LARGEST_LOADED): RunReport | null {
  return sizeOf(file) > largestLoaded && isInLines(file) ? openReportLines(file) : null
}

/**
 * The JSON value in the file of a report; integers beyond 2^53 keep their digits.
 *
 * @throws {EdgejsonError} `IO`, its cause that of the file system, or `BAD_REPORT`.
 */
export function readReportJson(file: string): unknown {
  const size = sizeOf(file)
  if (size > LARGEST_TEXT) throw tooLarge(file, size)
  const text = reading(file, () => readFileSync(file, 'utf8'))
  const read = readWholeJson(text.replace(/^\ufeff/, '').trim(), { maxDepth: MAX_REPORT_DEPTH })
  if (read.ok) return read.value
  throw new EdgejsonError(
    'BAD_REPORT',
    `${printable(file)} is not JSON: ${printable(read.reason)} at offset ${read.offset}.`,
  )
}

/** Whether a file begins as `renderJson` writes a report: a line with the brace, then the first field. */
function isInLines(file: string): boolean {
  const head = Buffer.alloc(64)
  return reading(file, () => {
    const handle = openSync(file, 'r')
    try {
      readSync(handle, head, 0, head.length, 0)
    } finally {
      closeSync(handle)
    }
    return /^\ufeff?\{\r?\n"/.test(head.toString('utf8'))
  })
}

function sizeOf(file: string): number {
  return reading(file, () => statSync(file).size)
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadable(file, error)
  }
}

function tooLarge(file: string, bytes: number): EdgejsonError {
  return new EdgejsonError(
    'BAD_REPORT',
    `${printable(file)} has ${Math.round(bytes / MIB)} MiB and is not in the layout that a run writes, one line for each field and case. ` +
      `Only in that layout a report of more than ${LARGEST_TEXT / MIB} MiB can be read. Use the report.json as the run wrote it.`,
  )
}

/** The error for a report that the file system does not give. */
export function unreadable(file: string, cause: unknown): EdgejsonError {
  return new EdgejsonError('IO', `cannot read ${printable(file)}: ${printable(errorMessage(cause))}`, {
    cause,
  })
}
