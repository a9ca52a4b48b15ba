import { statSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import { refuseOtherOutcome } from '../../plugin/gate/outcome/outcome.ts'
import { readRunReport, unreadable } from '../../plugin/records/report-file.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/** Where a folder may keep its report. */
const PLACES = ['report.json', path.join('.edgejson', 'report.json')]

/**
 * The run report in a file, or in a folder that holds `report.json` or `.edgejson/report.json`.
 *
 * @throws {EdgejsonError} `IO` when it cannot be read, `BAD_REPORT` if it is not one, or when its outcome does not follow
 * from its verdict.
 */
export function readRunFile(given: string): RunReport {
  const file = reportFile(given)
  const report = readRunReport(file)
  refuseOtherOutcome(report, file)
  return report
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
