import { errorMessage } from '../../plugin/core/errors.ts'
import { quoted } from '../../plugin/core/printable.ts'
import { type CaseMeta, type CaseRecord, failedCase, parseCaseMeta } from '../../plugin/records/case.ts'
import type { CaseSequence } from '../../plugin/records/case-sequence.ts'
import { WITHHELD } from '../../plugin/records/case-texts.ts'
import { type ConstraintRecord, MAX_NAMED_REFUSALS } from '../../plugin/records/constraint.ts'
import type { Example } from '../../plugin/records/example.ts'
import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import type { Coverage } from '../../plugin/records/run-report.ts'
import { coverageOf, type Selection, type Unrecorded } from './coverage.ts'
import { type Group, groupByDataset } from './group-modules.ts'
import type { DatasetLoader, JoinedDataset } from './options.ts'
import { shardsAgree } from './shards-agree.ts'
import type { UnhandledError } from './unhandled-errors.ts'
import { unknownRun } from './unknown-run.ts'
import { type ModuleLike, ownMeta, type TestLike } from './vitest-types.ts'

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

export interface CollectOptions {
  /** Of the project, in the order of its configuration. */
  readonly datasets: readonly DatasetSettings[]
  readonly loadDataset: DatasetLoader
  /** The run was cancelled. */
  readonly interrupted: boolean
  /** The plugin's `name` option, for a module that failed before it could tell. */
  readonly name: string
  /** Errors that no test caught; those of other projects' modules are left to Vitest. */
  readonly unhandled?: readonly UnhandledError[]
}

/** A dataset whose results cannot be joined, and why. */
export interface CollectFailure {
  /** Null when it is not known which. */
  readonly dataset: DatasetSettings | null
  readonly error: unknown
}

/** Finished modules → one run a dataset. A dataset that cannot be read becomes a failure and hides no other. */
export async function collectRuns(
  modules: readonly ModuleLike[],
  options: CollectOptions,
): Promise<{ runs: LoadedRun[]; failures: CollectFailure[] }> {
  const runs: LoadedRun[] = []
  const { groups, unmatched } = groupByDataset(modules, options.datasets)
  const failures: CollectFailure[] = unmatched.map((error) => ({ dataset: null, error }))
  for (const group of groups) {
    try {
      runs.push(collectRun(group, await options.loadDataset(group.dataset), options))
    } catch (error) {
      failures.push({ dataset: group.dataset, error })
    }
  }
  return { runs, failures }
}

function collectRun({ dataset, modules }: Group, joined: JoinedDataset, options: CollectOptions): LoadedRun {
  const metas = modules.map(({ meta }) => meta).filter((meta) => meta !== null)
  const agreement = shardsAgree(metas)
  const meta = mergeMetas(metas, agreement.notes) ?? unknownRun(options.name, dataset, joined)
  const failures = modules.flatMap(({ module }) => module.errors().map(({ message }) => message))
  if (meta.failure !== null) failures.unshift(meta.failure)
  const file = dataset.file.replaceAll('\\', '/')
  for (const { message, moduleId } of options.unhandled ?? []) {
    if (moduleId === null || moduleId === file) failures.push(message)
  }
  if (agreement.problem !== null) failures.push(agreement.problem)
  if (metas.some(({ dataset }) => dataset.sha256 !== joined.sha256)) {
    failures.push(`${dataset.path} changed while its examples ran, or is another file`)
  }

  const lineOf = new Map([...joined.byLine].map(([line, { id }]) => [id, line]))
  const records = new Map<number | string, CaseRecord>()
  const unrecorded: Unrecorded = { skipped: 0, unfinished: 0 }
  for (const { module } of modules) {
    for (const test of module.children.allTests()) {
      const own = ownMeta(test)
      const caseMeta =
        own === undefined
          ? unrecordedCase(test, lineOf, meta.texts !== undefined)
          : recordedCase(own, test, lineOf)
      if (caseMeta === null) {
        if (test.result().state === 'skipped') unrecorded.skipped++
        else unrecorded.unfinished++
        continue
      }
      // The same line twice (Vitest 4.1 hands a blob out twice where module ids collide) is one example.
      records.set(
        caseMeta.line || caseMeta.id,
        join(caseMeta, joined.byLine.get(caseMeta.line), meta.texts !== undefined),
      )
    }
  }
  const cases = [...records.values()].sort((a, b) => a.line - b.line)
  const { coverage, missing, selection } = coverageOf({
    meta,
    parts: metas.map(({ part }) => part),
    ran: cases.length,
    unrecorded,
    failed: failures.length > 0,
    interrupted: options.interrupted,
  })
  if (missing !== null) failures.push(missing)
  const durationMs = modules.reduce((sum, { module }) => sum + module.diagnostic().duration, 0)
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

/** A record with an impossible value (a count of 1.5 tokens from an engine) is an error of its example alone. */
function recordedCase(own: unknown, test: TestLike, lineOf: ReadonlyMap<string, number>): CaseMeta {
  try {
    return parseCaseMeta(own, `the record of ${quoted(test.name)}`)
  } catch (error) {
    return failedCase(test.name, lineNumber(test, lineOf), errorMessage(error))
  }
}

/** A test that failed before it could leave a record: a hook, a time-out of Vitest's own. Null when it never ran. */
function unrecordedCase(
  test: TestLike,
  lineOf: ReadonlyMap<string, number>,
  isRedacted: boolean,
): CaseMeta | null {
  const { state, errors } = test.result()
  if (state !== 'failed' && state !== 'passed') return null
  return failedCase(
    test.name,
    lineNumber(test, lineOf),
    (isRedacted ? undefined : errors?.[0]?.message) ?? 'the test left no record of its completion',
  )
}

function lineNumber(test: TestLike, lineOf: ReadonlyMap<string, number>): number {
  return test.location?.line ?? lineOf.get(test.name) ?? 0
}

/** A broken line has no example: nothing is known but its number. */
function join({ texts, ...meta }: CaseMeta, example: Example | undefined, isRedacted: boolean): CaseRecord {
  return {
    ...meta,
    schemaId: example?.schemaId ?? null,
    complexity: example?.complexity ?? null,
    source: example?.source ?? null,
    ...(example?.slices === undefined ? {} : { slices: example.slices }),
    critical: example?.critical ?? false,
    ...(isRedacted ? (texts ?? { prompt: WITHHELD, expected: WITHHELD }) : textsOf(example)),
  }
}

function textsOf(example: Example | undefined): Pick<CaseRecord, 'prompt' | 'expected' | 'accepted'> {
  return {
    prompt: example?.prompt ?? '',
    ...(example === undefined
      ? { expected: null }
      : example.expected === undefined
        ? {}
        : { expected: example.expected }),
    ...(example?.accepted === undefined ? {} : { accepted: example.accepted }),
  }
}
