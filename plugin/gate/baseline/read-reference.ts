import { existsSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, isMissing } from '../../core/errors.ts'
import { plural } from '../../core/format.ts'
import { forwardSlashes } from '../../core/forward-slashes.ts'
import { git, isShallow } from '../../core/git.ts'
import { printable, quoted } from '../../core/printable.ts'
import { type Baseline, parseBaseline } from '../../records/baseline.ts'
import type { BaselineOrigin, BaselineSource } from '../../records/baseline-source.ts'
import type { GateMetric } from '../../records/gate-metric.ts'
import { readRunReport } from '../../records/report-file.ts'
import type { RunReport } from '../../records/run-report.ts'
import { readBaseline } from './file.ts'
import { baselineFromRun } from './from-run.ts'

/** The state that a run is compared with, and where it was read. */
export interface Reference {
  /** Null where there is none: no such file, or not in that commit. */
  readonly baseline: Baseline | null
  /** Absent for the baseline file itself. */
  readonly origin?: BaselineOrigin
}

/**
 * The state that a run of a dataset is compared with: the dataset's baseline file, or what the option `baseline` names.
 *
 * @param file the baseline file of the dataset
 * @param metric the metric of the gate, whose values are taken from a report
 * @throws {EdgejsonError} `BAD_BASELINE` for a broken baseline, a commit that git does not find, or a report of a run that is no
 * reference; `BAD_REPORT` for a file that is no run report; `IO` for what cannot be read.
 */
export function readReference(file: string, source: BaselineSource | null, metric?: GateMetric): Reference {
  if (source === null) return { baseline: readBaseline(file) }
  // Its run ends with this one: the reporter has both.
  if (source.kind === 'project') return { baseline: null, origin: source }
  return source.kind === 'report' ? ofReport(source.file, metric) : ofCommit(file, source.ref)
}

function ofReport(file: string, metric: GateMetric | undefined): Reference {
  const origin: BaselineOrigin = { kind: 'report' }
  const report = readReport(file)
  if (report === null) return { baseline: null, origin }
  const baseline = baselineFromRun(report, null, metric)
  const problem = unfit(report, baseline)
  if (problem === null) return { baseline, origin }
  throw new EdgejsonError(
    'BAD_BASELINE',
    `the report ${printable(file, 300)} is no reference: ${problem}. Name the report of a complete run.`,
  )
}

function readReport(file: string): RunReport | null {
  try {
    return readRunReport(file)
  } catch (error) {
    if (error instanceof EdgejsonError && isMissing(error.cause)) return null
    throw error
  }
}

/** Why a run may not be compared with: it lacks results, or is no run; null for a run that may. */
function unfit({ verdict, coverage, totals }: RunReport, baseline: Baseline): string | null {
  if (verdict.invalid === true) return `its run was inconclusive by itself: ${printable(verdict.reason, 300)}`
  if (!coverage.complete) {
    const { reason, ran, planned } = coverage
    return `its run is ${printable(reason ?? 'incomplete', 200)} (${ran} of ${plural(planned, 'example')} ran)`
  }
  const { exact, scored } = baseline.totals
  return exact === totals.exact && scored === totals.scored
    ? null
    : `its totals count ${totals.exact} exact of ${totals.scored} scored, its examples ${exact} of ${scored}`
}

/**
 * The baseline file in a commit. Its folder may be missing in the working tree, so git starts from the nearest one that is there.
 */
function ofCommit(file: string, ref: string): Reference {
  const folder = existingFolder(path.dirname(file))
  const commit = resolveCommit(folder, ref)
  const origin: BaselineOrigin = { kind: 'git', ref, commit }
  const name = `${commit}:./${forwardSlashes(path.relative(folder, file))}`
  const blob = git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', name)
  // Git says nothing where the commit has no such file.
  if (!blob.ok && blob.why === '') return { baseline: null, origin }
  const content = blob.ok ? git(folder, 'cat-file', 'blob', blob.text.trim()) : blob
  if (content.ok) return { baseline: parseBaseline(content.text, `${file} of git:${ref}`), origin }
  throw new EdgejsonError(
    'BAD_BASELINE',
    `git cannot read ${printable(file, 300)} of git:${ref} (commit ${commit.slice(0, 12)}): ${content.why}.`,
  )
}

/** The nearest folder that exists; the working tree may lack what a commit has. */
function existingFolder(folder: string): string {
  const parent = path.dirname(folder)
  return existsSync(folder) || parent === folder ? folder : existingFolder(parent)
}

/** The whole hash of the commit that a ref stands for. */
function resolveCommit(folder: string, ref: string): string {
  const found = git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  const commit = found.ok ? found.text.trim() : ''
  if (/^[0-9a-f]{40,64}$/.test(commit)) return commit
  const inside = git(folder, 'rev-parse', '--git-dir')
  if (!inside.ok) {
    throw new EdgejsonError(
      'BAD_BASELINE',
      `option baseline is "git:${ref}", but ${quoted(folder, 300)} is in no git repository that git can use (${inside.why}). Run in a ` +
        'clone, or leave the option out.',
    )
  }
  const shallow = isShallow(folder) ? ', which is shallow,' : ''
  throw new EdgejsonError(
    'BAD_BASELINE',
    `option baseline is "git:${ref}", and the clone${shallow} has no such commit. Fetch it first: for a branch ` +
      '`git fetch --depth=1 origin +main:refs/remotes/origin/main` and "git:origin/main"; on GitHub Actions `fetch-depth: 0` in the ' +
      'step actions/checkout does it.',
  )
}
