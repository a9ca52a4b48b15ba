import path from 'node:path'
import { forwardSlashes } from '../../plugin/core/forward-slashes.ts'
import { splitModuleId } from '../../plugin/core/module-id.ts'
import { packageInfo } from '../../plugin/core/package-info.ts'
import type {
  DatasetSettings,
  JudgeSettings,
  ProjectSettings,
} from '../../plugin/records/project-settings.ts'
import { shardFileName } from '../../plugin/records/shard-file.ts'
import { CaseSpool } from './case-spool.ts'
import { countUnrecorded, recordOf, unhandledOf } from './collect.ts'
import { changedText } from './conclude-run.ts'
import type { Unrecorded } from './coverage.ts'
import { datasetOf, groupByDataset } from './group-modules.ts'
import type { DatasetLoader, JoinedDataset } from './options.ts'
import type { EndedRun } from './run-collector.ts'
import { unhandledErrors } from './unhandled-errors.ts'
import { ownMeta, type ProjectModule, type TestLike } from './vitest-types.ts'

/** A finished test with its module, as Vitest reports it. */
export interface ShardTest extends TestLike {
  readonly module: { readonly moduleId: string }
}

/** What became of a dataset's part. */
export interface ShardResult {
  readonly dataset: DatasetSettings
  readonly part: readonly [number, number]
  /** Cases in the file. */
  readonly ran: number
  /** Examples of the whole dataset. */
  readonly examples: number
  /** Cases without an output to score. */
  readonly failed: number
  /** Something failed as a whole. */
  readonly isBroken: boolean
  /** The shard file. */
  readonly file: string
}

interface OpenModule {
  readonly spool: CaseSpool
  readonly joined: JoinedDataset
  /** Tests whose case is written. */
  readonly written: WeakSet<object>
}

/**
 * Writes the cases of a sharded run to a file for each part of a dataset, while the tests run. `releases`: a record that is written is
 * taken from its test, so that Vitest does not hold all of them until the run ends.
 */
export class ShardRecorder {
  readonly #settings: ProjectSettings
  readonly #loadDataset: DatasetLoader
  readonly #releases: boolean
  readonly #open = new Map<string, Promise<OpenModule>>()
  /** Why no further case is written. */
  #error: { readonly error: unknown } | null = null

  constructor(settings: ProjectSettings, loadDataset: DatasetLoader, releases: boolean) {
    this.#settings = settings
    this.#loadDataset = loadDataset
    this.#releases = releases
  }

  /** Writes the case of a test that has ended; one that left no record is looked at in the end. */
  async add(test: ShardTest): Promise<void> {
    if (this.#error !== null || ownMeta(test) === undefined) return
    const { moduleId } = test.module
    try {
      const dataset = datasetOf(moduleId, null, this.#settings.datasets)
      this.#write(test, await this.#module(moduleId, dataset))
      if (this.#releases) Reflect.deleteProperty(test.meta(), 'edgejson')
    } catch (error) {
      // Said when the run ends: a reporter that throws here would end Vitest.
      this.#error = { error }
    }
  }

  /** Writes the shard files. Modules that belong to no dataset are errors. */
  async end(
    modules: readonly ProjectModule[],
    { errors, reason }: EndedRun,
    vitest: string,
  ): Promise<{ results: ShardResult[]; failures: unknown[] }> {
    if (this.#error !== null) {
      const { error } = this.#error
      await this.#discard()
      return { results: [], failures: [error] }
    }
    const { groups, unmatched } = groupByDataset(modules, this.#settings.datasets)
    const results: ShardResult[] = []
    const failures = [...unmatched]
    const unhandled = unhandledErrors(errors)
    for (const { dataset, modules: own } of groups) {
      for (const { module, meta } of own) {
        try {
          const open = await this.#module(module.moduleId, dataset)
          this.#open.delete(module.moduleId)
          const unrecorded: Unrecorded = { skipped: 0, unfinished: 0 }
          for (const test of module.children.allTests()) {
            if (!open.written.has(test) && !this.#write(test, open)) countUnrecorded(test, unrecorded)
          }
          const part = meta?.part ?? splitModuleId(module.moduleId).part ?? ([1, 1] as const)
          const isChanged = meta !== null && meta.dataset.sha256 !== open.joined.sha256
          const failed = [
            ...module.errors().map(({ message }) => message),
            ...unhandledOf(dataset, unhandled),
            ...(isChanged ? [changedText(dataset)] : []),
          ]
          const file = path.join(dataset.outputDir, shardFileName(part))
          open.spool.finish(file, {
            kind: 'edgejson-shard',
            version: 1,
            tool: { name: packageInfo.name, version: packageInfo.version, vitest },
            part,
            dataset: dataset.path,
            settings: judgeSettings(this.#settings),
            meta,
            errors: failed,
            ...unrecorded,
            interrupted: reason === 'interrupted',
            durationMs: module.diagnostic().duration,
          })
          results.push({
            dataset,
            part,
            file,
            ran: open.spool.count,
            failed: open.spool.failed,
            examples: meta?.dataset.examples ?? open.joined.examples,
            isBroken: failed.length > 0 || (meta?.failure ?? null) !== null,
          })
        } catch (error) {
          failures.push(error)
        }
      }
    }
    await this.#discard()
    return { results, failures }
  }

  async #discard(): Promise<void> {
    for (const open of await Promise.allSettled(this.#open.values()))
      if (open.status === 'fulfilled') open.value.spool.discard()
    this.#open.clear()
    this.#error = null
  }

  #write(test: TestLike, { spool, joined, written }: OpenModule): boolean {
    const record = recordOf(test, joined, this.#settings.texts !== 'all')
    if (record === null) return false
    spool.add(record)
    written.add(test)
    return true
  }

  #module(moduleId: string, dataset: DatasetSettings): Promise<OpenModule> {
    let open = this.#open.get(moduleId)
    if (open === undefined) {
      open = this.#begin(dataset)
      this.#open.set(moduleId, open)
    }
    return open
  }

  async #begin(dataset: DatasetSettings): Promise<OpenModule> {
    const joined = await this.#loadDataset(dataset)
    return { spool: new CaseSpool(dataset.outputDir), joined, written: new WeakSet() }
  }
}

/** The options that a merge needs, with paths from the Vitest root: it may run on another machine. */
export function judgeSettings(settings: ProjectSettings): JudgeSettings {
  const { root } = settings
  const below = (file: string): string => forwardSlashes(path.relative(root, file))
  const { name, misses, perExample, gated, gate, thresholds, prices, latency, energy, reports, baseline } =
    settings
  return {
    name,
    datasets: settings.datasets.map((each) => ({
      name: each.name,
      path: each.path,
      file: below(each.file),
      baselineFile: below(each.baselineFile),
      latencyFile: each.latencyFile === null ? null : below(each.latencyFile),
      outputDir: below(each.outputDir),
    })),
    misses,
    perExample,
    gated,
    gate,
    baseline: baseline?.kind === 'report' ? { ...baseline, file: below(baseline.file) } : baseline,
    thresholds,
    prices,
    latency,
    energy,
    reports,
    outputDir: below(settings.outputDir),
  }
}
