import { existsSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { BaselineHistory } from '../../../reporters/render/html/options.ts'
import { readBaselineHistory } from './baseline-history.ts'

/** A report may name any file; only what is called like a baseline is looked at. */
const BASELINE = /\.baseline\.jsonl$/

/**
 * The history of the baseline that is named, or of those that the runs were compared with, each once.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` where there is none to read, `IO` without git.
 */
export function readHistories(
  runs: readonly { readonly file: string; readonly report: RunReport }[],
  named: string | undefined,
): BaselineHistory[] {
  if (named !== undefined) return [readBaselineHistory(named)]
  const files = new Set(
    runs.flatMap(({ file, report }) => {
      const given = report.verdict.baseline?.path
      return given !== undefined && BASELINE.test(given) ? [placeOf(given, file)] : []
    }),
  )
  if (files.size > 0) return [...files].map(readBaselineHistory)
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    'none of these runs was compared with a baseline, so that there is no history to show. Name the file: --baseline FILE.',
  )
}

/** As seen from here, from the folder of the report, or from the project that holds it in `.edgejson`. */
function placeOf(given: string, reportFile: string): string {
  const folder = path.dirname(reportFile)
  const places = [given, path.join(folder, given), path.join(folder, '..', given)]
  return places.find((place) => existsSync(place)) ?? given
}
