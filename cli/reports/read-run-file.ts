import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { MAX_JSON_DEPTH, readWholeJson } from '../../plugin/core/json/parse.ts'
import { printable } from '../../plugin/core/printable.ts'
import { refuseOtherOutcome } from '../../plugin/gate/outcome/outcome.ts'
import { parseRunReport, type RunReport } from '../../plugin/records/run-report.ts'
import { readReportLines } from './report-lines.ts'

/** Where a folder may keep its report. */
const PLACES = ['report.json', path.join('.edgejson', 'report.json')]
/** Larger files do not fit into a string of Node and are read line by line. */
const LARGEST_BYTES = 500 * 2 ** 20
/** Levels of a report above an expected value, which may use all that a dataset may nest. */
const LEVELS_ABOVE = 3

/**
 * The run report in a file, or in a folder that holds `report.json` or `.edgejson/report.json`.
 *
 * @throws {EdgejsonError} `IO` when it cannot be read, `BAD_REPORT` if it is not one, or when its outcome does not follow
 * from its verdict.
 */
export function readRunFile(given: string): RunReport {
  const file = reportFile(given)
  const report = parseRunReport(readJsonFile(file), file)
  refuseOtherOutcome(report, file)
  return report
}

/**
 * The JSON value of a file; integers beyond 2^53 keep their digits.
 *
 * @throws {EdgejsonError} `IO` or `BAD_REPORT`.
 */
export function readJsonFile(file: string): unknown {
  if (sizeOf(file) > LARGEST_BYTES) return readReportLines(file)
  const text = readText(file)
  const read = readWholeJson(text.replace(/^\ufeff/, '').trim(), { maxDepth: MAX_JSON_DEPTH + LEVELS_ABOVE })
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

function unreadable(file: string, cause: unknown): EdgejsonError {
  return new EdgejsonError('IO', `cannot read ${printable(file)}: ${printable(errorMessage(cause))}`, {
    cause,
  })
}

function reportFile(given: string): string {
  if (!isFolder(given)) return given
  const found = PLACES.map((place) => path.join(given, place)).find((file) => kindOf(file) === 'file')
  if (found !== undefined) return found
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `the folder ${printable(JSON.stringify(given))} contains no report.json and no .edgejson/report.json. A run writes one; ` +
      'of several datasets each has a folder of its own below .edgejson. Name the file.',
  )
}

function isFolder(given: string): boolean {
  const kind = kindOf(given)
  if (kind !== null) return kind === 'folder'
  throw new EdgejsonError(
    'IO',
    `${printable(JSON.stringify(given))} does not exist. Name a report.json, or a folder with one.`,
  )
}

function kindOf(file: string): 'file' | 'folder' | null {
  try {
    return statSync(file).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null
    throw unreadable(file, error)
  }
}
