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

/** The project that is compared: its options and the dataset of its run. */
interface Candidate {
  readonly settings: Pick<ProjectSettings, 'datasets' | 'gate'>
  readonly dataset: DatasetSettings
}

/** The project that `gate.against` names, with its last runs. */
interface ReferenceProject {
  readonly name: string
  readonly settings: Pick<ProjectSettings, 'datasets' | 'gate'>
  readonly runs: readonly CollectedRun[]
}

/**
 * The run of another project as a reference (the option `gate.against`). A project that is not part of the run, or whose run is
 * incomplete or inconclusive by itself, is the reason of an inconclusive verdict.
 */
export async function referenceOfProject(
  vitest: object,
  project: string,
  ended: EndedRun,
  candidate: Candidate,
): Promise<FoundReference> {
  const collector = collectorOf(vitest, project)
  if (collector === undefined) return noReference(missingProject(project))
  await collector.collect(ended)
  return referenceOfRuns({ name: project, settings: collector.settings, runs: collector.last }, candidate)
}

/** The same, of the runs of the other project. */
export function referenceOfRuns(other: ReferenceProject, { settings, dataset }: Candidate): FoundReference {
  const named = `the project ${quoted(other.name)}, which gate.against names,`
  const run = runOfDataset(other, dataset, settings.datasets.length === 1)
  if (run === null)
    return noReference(
      `${named} has no results of ${printable(dataset.path)}: run that dataset in both projects`,
    )
  const summary = summarise(run)
  const gateRun = { ...summary.figures, cases: run.cases }
  const { maxErrors } = gateOptions(other.settings.gate)
  const [failure] = runFailures(run, summary)
  const problem = failure ?? runProblem(gateRun, maxErrors)?.reason ?? coverageGap(gateRun)
  if (problem !== null) return noReference(`the run of ${named} is no reference: ${problem}`)
  return {
    baseline: baselineFromRun(gateRun, null, settings.gate.metric),
    origin: { kind: 'project', project: other.name },
    file: path.join(run.dataset.outputDir, nameFor('report.json', null)),
  }
}

/** The run of a dataset in another project: of the one with its path, or of the only one where both have one. */
function runOfDataset(
  { settings: { datasets }, runs }: ReferenceProject,
  { path: wanted }: DatasetSettings,
  isOnly: boolean,
): CollectedRun | null {
  const of = (file: string): CollectedRun | null => runs.find(({ dataset }) => dataset.path === file) ?? null
  const found = of(wanted)
  const [first] = datasets
  if (found !== null || !isOnly || datasets.length !== 1 || first === undefined) return found
  return of(first.path)
}

/** A reference that there is not: the reason of an inconclusive verdict. */
export function noReference(reason: string): FoundReference {
  return { baseline: new EdgejsonError('BAD_BASELINE', reason) }
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
