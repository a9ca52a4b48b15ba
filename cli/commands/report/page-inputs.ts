import { existsSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { readBaseline } from '../../../plugin/gate/baseline/file.ts'
import { comparableEntries } from '../../../plugin/gate/baseline/match-examples.ts'
import { THE_BASELINE } from '../../../plugin/records/baseline-source.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type Analysis, analyse } from '../../../reporters/analysis/index.ts'
import { compareGroups, type GroupComparison, type NamedRun } from '../../../reporters/compare/index.ts'
import type { BaselineHistory } from '../../../reporters/render/html/options.ts'
import { runLabels } from '../../../reporters/render/run-label.ts'
import { referenceIndex } from '../../reports/reference.ts'
import { readBaselineHistory } from './baseline-history.ts'
import { type FoundRun, leftOut } from './everything.ts'

/** What the command line says of analysis, comparison and history. */
export interface PageInputOptions {
  readonly baseline?: string
  readonly history?: boolean
  readonly reference?: string
  readonly margin?: number
  readonly all?: string
}

/** With the classes of the baseline for the runs of its dataset. */
export function analysesOf(reports: readonly RunReport[], file: string | undefined): Analysis[] {
  if (file === undefined) return reports.map((report) => analyse(report))
  const baseline = readBaseline(file)
  if (baseline === null) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `there is no baseline ${printable(JSON.stringify(file))}. A run writes it next to its dataset.`,
    )
  }
  const references = reports.map(({ cases }) => comparableEntries(baseline, cases))
  if (references.every(({ length }) => length === 0)) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the baseline ${printable(JSON.stringify(file))} belongs to another dataset than every run: no example is in both. ` +
        'Name the baseline next to the dataset of a run.',
    )
  }
  return reports.map((report, index) => {
    const entries = references[index] ?? []
    return entries.length > 0 ? analyse(report, entries, THE_BASELINE) : analyse(report)
  })
}

/** The runs of each dataset against one of them. */
export function comparisonsOf(runs: readonly FoundRun[], options: PageInputOptions): GroupComparison[] {
  const labels = runLabels(runs.map(({ report }) => report))
  const named = runs.map(({ report }, index): NamedRun => ({ report, label: labels[index] ?? '' }))
  const reference = referenceIndex(
    options.reference,
    named,
    runs.map(({ file }) => file),
  )
  return compareGroups(named, {
    reference,
    ...(options.margin === undefined ? {} : { margin: options.margin }),
  })
}

/** A requested history must exist; with --all it may be missing. */
export function historyOf(
  runs: readonly FoundRun[],
  { history = false, all, baseline }: PageInputOptions,
  say: (line: string) => void,
): BaselineHistory[] {
  if (!history && all === undefined) return []
  try {
    return readHistories(runs, baseline)
  } catch (error) {
    if (history || !(error instanceof EdgejsonError)) throw error
    say(leftOut('history', error))
    return []
  }
}

/** A report may name any file; only what is called like a baseline is looked at. */
const BASELINE = /\.baseline\.jsonl$/

/**
 * The history of the baseline that is named, or of those that the runs were compared with, each once.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` where there is none to read, `IO` without git.
 */
function readHistories(
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
    'none of these runs was compared with a baseline, so there is no history to show. Name the file: --baseline FILE.',
  )
}

/** As seen from here, from the folder of the report, or from the project that holds it in `.edgejson`. */
function placeOf(given: string, reportFile: string): string {
  const folder = path.dirname(reportFile)
  const places = [given, path.join(folder, given), path.join(folder, '..', given)]
  return places.find((place) => existsSync(place)) ?? given
}
