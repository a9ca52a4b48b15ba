import type { CaseRecord } from '../../plugin/records/case.ts'
import type { CaseSequence } from '../../plugin/records/case-sequence.ts'
import { type ConstraintRecord, MAX_NAMED_REFUSALS } from '../../plugin/records/constraint.ts'
import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import type { Coverage } from '../../plugin/records/run-report.ts'
import { coverageOf, type Selection, type Unrecorded } from './coverage.ts'
import { shardsAgree } from './shards-agree.ts'

/** One dataset's results: what the tests recorded, joined with the dataset. */
export interface CollectedRun<Cases extends CaseSequence = CaseSequence> {
  readonly dataset: DatasetSettings
  readonly meta: RunMeta
  /** In the order of the dataset's lines. */
  readonly cases: Cases
  readonly coverage: Coverage
  readonly selection: Selection
  /** What makes the results useless as a whole: the dataset's module or a hook failed, results are missing. */
  readonly failures: readonly string[]
  /** The one of {@link failures} that says which results are missing; null when none are. */
  readonly missing: string | null
  /** Milliseconds that its modules took together; null when not known. */
  readonly durationMs: number | null
}

/** A run whose cases are in memory. */
export type LoadedRun = CollectedRun<readonly CaseRecord[]>

/** What a test module left, apart from its cases. */
export interface ModuleOutcome {
  /** Null where it failed before it could tell. */
  readonly meta: RunMeta | null
  readonly errors: readonly string[]
  readonly unrecorded: Unrecorded
  readonly durationMs: number
}

/** What is known of a run besides its modules. */
export interface RunFacts<Cases extends CaseSequence> {
  readonly cases: Cases
  /** The record of a run whose modules all failed before they could tell. */
  readonly unknown: () => RunMeta
  /** Errors that no test caught. */
  readonly unhandled: readonly string[]
  /** Of the dataset as it is joined to the results; null where the shards joined it. */
  readonly sha256: string | null
  readonly interrupted: boolean
}

/** The modules of a dataset, all or one for each shard, as one run. */
export function concludeRun<Cases extends CaseSequence>(
  dataset: DatasetSettings,
  modules: readonly ModuleOutcome[],
  { cases, unknown, unhandled, sha256, interrupted }: RunFacts<Cases>,
): CollectedRun<Cases> {
  const metas = modules.map(({ meta }) => meta).filter((meta) => meta !== null)
  const agreement = shardsAgree(metas)
  const meta = mergeMetas(metas, agreement.notes) ?? unknown()
  const failures = [
    ...(meta.failure === null ? [] : [meta.failure]),
    ...modules.flatMap(({ errors }) => errors),
    ...unhandled,
    ...(agreement.problem === null ? [] : [agreement.problem]),
    ...(sha256 !== null && metas.some((each) => each.dataset.sha256 !== sha256)
      ? [changedText(dataset)]
      : []),
  ]
  const unrecorded = {
    skipped: modules.reduce((sum, each) => sum + each.unrecorded.skipped, 0),
    unfinished: modules.reduce((sum, each) => sum + each.unrecorded.unfinished, 0),
  }
  const { coverage, missing, selection } = coverageOf({
    meta,
    parts: metas.map(({ part }) => part),
    ran: cases.length,
    unrecorded,
    failed: failures.length > 0,
    interrupted,
  })
  if (missing !== null) failures.push(missing)
  const durationMs = modules.reduce((sum, each) => sum + each.durationMs, 0)
  return {
    dataset,
    meta,
    cases,
    coverage,
    selection,
    failures: [...new Set(failures)],
    missing,
    durationMs: durationMs > 0 ? durationMs : null,
  }
}

/** Why the results of a dataset whose file is another one now cannot be judged. */
export function changedText({ path }: DatasetSettings): string {
  return `${path} changed while its examples ran, or is another file`
}

/** Of shards that agree: one record. */
function mergeMetas(metas: readonly RunMeta[], notes: readonly string[]): RunMeta | null {
  const first = metas.find(({ model }) => model !== null) ?? metas[0]
  if (first === undefined) return null
  const { throttling, ...common } = first
  const constraints = metas.flatMap(({ constraint }) => constraint ?? [])
  return {
    ...common,
    // Of one machine: shards may have run on several.
    ...(metas.length === 1 && throttling !== undefined ? { throttling } : {}),
    ...mergeConstraints(constraints),
    part: null,
    shard: null,
    filtered: metas.some(({ filtered }) => filtered),
    replayed: metas.every(({ replayed }) => replayed),
    resumed: metas.reduce((sum, { resumed }) => sum + resumed, 0),
    ...mergePeaks(metas),
    generation: metas.flatMap(({ generation }) => generation),
    notes: [...new Set([...notes, ...metas.flatMap((meta) => meta.notes)])],
    failure: metas.find(({ failure }) => failure !== null)?.failure ?? null,
  }
}

/** The largest of the shards'; not known where one of them did not measure it. */
function mergePeaks(metas: readonly RunMeta[]): Pick<RunMeta, 'peakMemoryBytes'> {
  const peaks = metas.map(({ peakMemoryBytes = null }) => peakMemoryBytes)
  const known = peaks.filter((peak) => peak !== null)
  return { peakMemoryBytes: known.length < peaks.length ? null : Math.max(...known) }
}

/** The shards' constraints are equal but for what each found in its own examples. */
function mergeConstraints(all: readonly ConstraintRecord[]): Pick<RunMeta, 'constraint'> {
  const [first] = all
  if (first === undefined) return {}
  const sum = (of: (each: ConstraintRecord) => number): number =>
    all.reduce((total, each) => total + of(each), 0)
  const byPath = new Map(
    all.flatMap(({ unenforced }) => unenforced.map((each) => [each.schema + each.path, each])),
  )
  return {
    constraint: {
      ...first,
      schemas: Math.max(...all.map(({ schemas }) => schemas)),
      unenforced: [...byPath.values()],
      withoutSchema: sum((each) => each.withoutSchema),
      expected: {
        checked: sum((each) => each.expected.checked),
        reordered: sum((each) => each.expected.reordered),
        refused: sum((each) => each.expected.refused),
        firstRefused: all.flatMap(({ expected }) => expected.firstRefused).slice(0, MAX_NAMED_REFUSALS),
      },
    },
  }
}
