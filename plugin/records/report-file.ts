import { readFileSync, statSync } from 'node:fs'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { printable } from '../core/printable.ts'
import { MAX_CASE_DEPTH } from './case.ts'
import { readReportLines } from './report-lines.ts'

/** Larger files do not fit into a string of Node and are read line by line. */
const LARGEST_BYTES = 500 * 2 ** 20
/** Levels of a report above an expected value are one more than those of a case. */
const MAX_REPORT_DEPTH = MAX_CASE_DEPTH + 1

/**
 * The JSON value in the file of a report; integers beyond 2^53 keep their digits.
 *
 * @throws {EdgejsonError} `IO`, its cause that of the file system, or `BAD_REPORT`.
 */
export function readReportJson(file: string): unknown {
  if (sizeOf(file) > LARGEST_BYTES) return readReportLines(file)
  const text = readText(file)
  const read = readWholeJson(text.replace(/^\ufeff/, '').trim(), { maxDepth: MAX_REPORT_DEPTH })
  if (read.ok) return read.value
  throw new EdgejsonError(
    'BAD_REPORT',
    `${printable(file)} is not JSON: ${printable(read.reason)} at offset ${read.offset}.`,
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** The error for a report that the file system does not give. */
export function unreadable(file: string, cause: unknown): EdgejsonError {
  return new EdgejsonError('IO', `cannot read ${printable(file)}: ${printable(errorMessage(cause))}`, {
    cause,
  })
}
