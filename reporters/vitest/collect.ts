import { errorMessage } from '../../plugin/core/errors.ts'
import { quoted } from '../../plugin/core/printable.ts'
import { type CaseMeta, type CaseRecord, failedCase, parseCaseMeta } from '../../plugin/records/case.ts'
import { WITHHELD } from '../../plugin/records/case-texts.ts'
import type { Example } from '../../plugin/records/example.ts'
import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import { concludeRun, type LoadedRun, type ModuleOutcome } from './conclude-run.ts'
import type { Unrecorded } from './coverage.ts'
import { type Group, groupByDataset } from './group-modules.ts'
import type { DatasetLoader, JoinedDataset } from './options.ts'
import type { UnhandledError } from './unhandled-errors.ts'
import { unknownRun } from './unknown-run.ts'
import { type ModuleLike, ownMeta, type TestLike } from './vitest-types.ts'

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
  const isRedacted = modules.some(({ meta }) => meta?.texts !== undefined)
  const records = new Map<number | string, CaseRecord>()
  const outcomes = modules.map(({ module, meta }): ModuleOutcome => {
    const unrecorded: Unrecorded = { skipped: 0, unfinished: 0 }
    for (const test of module.children.allTests()) {
      const record = recordOf(test, joined, isRedacted)
      if (record === null) countUnrecorded(test, unrecorded)
      // The same line twice (Vitest 4.1 hands a blob out twice where module ids collide) is one example.
      else records.set(record.line || record.id, record)
    }
    return {
      meta,
      errors: module.errors().map(({ message }) => message),
      unrecorded,
      durationMs: module.diagnostic().duration,
    }
  })
  return concludeRun(dataset, outcomes, {
    cases: [...records.values()].sort((a, b) => a.line - b.line),
    unknown: () => unknownRun(options.name, dataset, joined),
    unhandled: unhandledOf(dataset, options.unhandled),
    sha256: joined.sha256,
    interrupted: options.interrupted,
  })
}

/** The errors that no test of a dataset caught. */
export function unhandledOf({ file }: DatasetSettings, unhandled: readonly UnhandledError[] = []): string[] {
  const module = file.replaceAll('\\', '/')
  return unhandled.flatMap(({ message, moduleId }) =>
    moduleId === null || moduleId === module ? [message] : [],
  )
}

/** The case of a finished test, joined with its example; null where the test left no record and did not fail either. */
export function recordOf(test: TestLike, joined: JoinedDataset, isRedacted: boolean): CaseRecord | null {
  const own = ownMeta(test)
  const meta = own === undefined ? unrecordedCase(test, joined, isRedacted) : recordedCase(own, test, joined)
  return meta === null ? null : join(meta, joined.example(meta.line), isRedacted)
}

/** Counts a test without a record. */
export function countUnrecorded(test: TestLike, unrecorded: Unrecorded): void {
  if (test.result().state === 'skipped') unrecorded.skipped++
  else unrecorded.unfinished++
}

/** A record with an impossible value (a count of 1.5 tokens from an engine) is an error of its example alone. */
function recordedCase(own: unknown, test: TestLike, joined: JoinedDataset): CaseMeta {
  try {
    return parseCaseMeta(own, `the record of ${quoted(test.name)}`)
  } catch (error) {
    return failedCase(test.name, lineNumber(test, joined), errorMessage(error))
  }
}

/** A test that failed before it could leave a record: a hook, a time-out of Vitest's own. Null when it never ran. */
function unrecordedCase(test: TestLike, joined: JoinedDataset, isRedacted: boolean): CaseMeta | null {
  const { state, errors } = test.result()
  if (state !== 'failed' && state !== 'passed') return null
  return failedCase(
    test.name,
    lineNumber(test, joined),
    (isRedacted ? undefined : errors?.[0]?.message) ?? 'the test left no record of its completion',
  )
}

function lineNumber(test: TestLike, joined: JoinedDataset): number {
  return test.location?.line ?? joined.lineOf(test.name) ?? 0
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
