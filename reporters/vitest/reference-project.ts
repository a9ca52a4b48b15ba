import path from 'node:path'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable, quoted } from '../../plugin/core/printable.ts'
import { coverageGap, runProblem } from '../../plugin/gate/accuracy/soundness.ts'
import { baselineFromRun } from '../../plugin/gate/baseline/from-run.ts'
import { baselineLookup } from '../../plugin/gate/baseline/match-examples.ts'
import type { Reference } from '../../plugin/gate/baseline/read-reference.ts'
import { incomparable } from '../../plugin/gate/fingerprint.ts'
import { gateOptions } from '../../plugin/gate/input.ts'
import { type CaseSequence, mappedCases } from '../../plugin/records/case-sequence.ts'
import type { DatasetSettings, ProjectSettings } from '../../plugin/records/project-settings.ts'
import { runFailures, summarise } from './build-report.ts'
import type { CollectedRun } from './conclude-run.ts'
import { nameFor } from './report-files.ts'
import { collectorOf, type EndedRun } from './run-collector.ts'

/** Of {@link referenceOfRun}: what a run is compared with, or why there is nothing. */
export type FoundReference = Omit<Reference, 'baseline'> & {
  readonly baseline: Reference['baseline'] | Error
  /** File of the report that it comes from, where that is the report of another project. */
  readonly file?: string
}

/**
 * The run of another project as a reference (the option `gate.against`). A project that is not part of the run, or whose run is
 * incomplete or inconclusive by itself, is the reason of an inconclusive verdict.
 */
export async function referenceOfProject(
  vitest: object,
  project: string,
  ended: EndedRun,
  { settings, dataset }: { readonly settings: ProjectSettings; readonly dataset: DatasetSettings },
): Promise<FoundReference> {
  const none = (reason: string): FoundReference => ({ baseline: new EdgejsonError('BAD_BASELINE', reason) })
  const name = quoted(project)
  const collector = collectorOf(vitest, project)
  if (collector === undefined) return none(missingProject(project))
  await collector.collect(ended)
  const run = collector.lastOf(dataset, settings.datasets.length === 1)
  if (run === null) {
    return none(
      `the project ${name}, which gate.against names, has no results of ${printable(dataset.path)}: run that dataset in both projects`,
    )
  }
  const figures = summarise(run)
  const gateRun = { ...figures, cases: run.cases }
  const { maxErrors } = gateOptions(collector.settings.gate)
  const [failure] = runFailures(run, figures)
  const problem = failure ?? runProblem(gateRun, maxErrors)?.reason ?? coverageGap(gateRun)
  if (problem !== null) {
    return none(`the run of the project ${name}, which gate.against names, is no reference: ${problem}`)
  }
  return {
    baseline: baselineFromRun(gateRun, null, settings.gate.metric),
    origin: { kind: 'project', project },
    file: path.join(run.dataset.outputDir, nameFor('report.json', null)),
  }
}

/**
 * The cases of a run with what another project has of the same examples. Its tests may end later, so that the tests of this run were
 * compared with nothing.
 */
export function casesAgainst(
  { cases, meta }: Pick<CollectedRun, 'cases' | 'meta'>,
  { baseline, origin }: FoundReference,
): CaseSequence {
  if (origin?.kind !== 'project' || baseline === null || baseline instanceof Error) return cases
  if (incomparable(baseline.fingerprint, meta.fingerprint).length > 0) return cases
  const stateOf = baselineLookup(baseline)
  return mappedCases(cases, (each) => ({ ...each, baseline: stateOf(each) }))
}

/** Said when the run begins, and in the verdict. */
export function missingProject(project: string): string {
  return (
    `the project ${quoted(project)}, which gate.against names, is not part of this run: run both projects (--project), or name its ` +
    'report with the option baseline'
  )
}
