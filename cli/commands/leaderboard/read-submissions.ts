import { readdirSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { isRecord } from '../../../plugin/core/json/json.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { openLargeReport, readReportJson } from '../../../plugin/records/report-file.ts'
import { parseRunReport, type RunReport } from '../../../plugin/records/run-report.ts'
import {
  type ReferenceDataset,
  type Refusal,
  type Rescore,
  type VerifiedRun,
  verifySubmission,
} from '../../../reporters/leaderboard/index.ts'

export interface SubmissionOptions {
  readonly rescore: Rescore
  /** The board's dataset; null when the reports decide. */
  readonly dataset: ReferenceDataset | null
  /** A dataset at hand with this hash. */
  readonly packaged: (sha256: string) => ReferenceDataset | null
}

export interface Submissions {
  readonly verified: readonly VerifiedRun[]
  readonly rejected: readonly Refusal[]
  readonly leftOut: readonly Refusal[]
}

/** Reads and verifies what lies below a folder, one report after the other: only verified figures stay in memory. */
export function readSubmissions(folder: string, options: SubmissionOptions): Submissions {
  const verified: VerifiedRun[] = []
  const rejected: Refusal[] = []
  const leftOut: Refusal[] = []
  for (const file of findJsonFiles(folder)) {
    const outcome = readOne(folder, file, options)
    if (outcome === null) continue
    if (outcome.ok) verified.push(outcome.run)
    else (outcome.as === 'rejected' ? rejected : leftOut).push(outcome.refusal)
  }
  return { verified, rejected, leftOut }
}

/** Null for a file that is no submission. */
function readOne(folder: string, file: string, { rescore, dataset, packaged }: SubmissionOptions) {
  try {
    const report = reportIn(folder, file)
    if (report === null) return null
    const { sha256 } = report.dataset
    if (dataset !== null && sha256 !== dataset.sha256) {
      const refusal = { file, model: report.model.id, reason: 'of another dataset' }
      return { ok: false, as: 'leftOut', refusal } as const
    }
    return verifySubmission(file, report, { rescore, reference: dataset ?? packaged(sha256) })
  } catch (error) {
    if (!(error instanceof EdgejsonError)) throw error
    const reason = error.message.replace(/^\[vitest-edgejson\] /, '')
    return { ok: false, as: 'rejected', refusal: { file, model: null, reason } } as const
  }
}

/** Null for JSON that is no run report and does not pretend to be one. */
function reportIn(folder: string, file: string): RunReport | null {
  const place = path.join(folder, file)
  const large = openLargeReport(place)
  if (large !== null) return large
  const value = readReportJson(place)
  const isReport = isRecord(value) && value.kind === 'edgejson-run'
  return isReport || path.posix.basename(file) === 'report.json' ? parseRunReport(value, file) : null
}

/** Folders that never hold submissions. */
const SKIPPED = new Set(['.git', 'node_modules'])

/**
 * The JSON files below a folder, as paths relative to it with forward slashes, in code-unit order. Links are not
 * followed: a submission must not lead out of its folder.
 *
 * @throws {EdgejsonError} `IO` when a folder cannot be read.
 */
function findJsonFiles(folder: string): string[] {
  const found: string[] = []
  const waiting = ['']
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (const entry of list(path.join(folder, place))) {
      const name = place === '' ? entry.name : `${place}/${entry.name}`
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(name)
      else if (entry.isFile() && entry.name.endsWith('.json')) found.push(name)
    }
  }
  return found.sort()
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot read the folder ${printable(folder)}: ${printable(errorMessage(error))}`,
      {
        cause: error,
      },
    )
  }
}
