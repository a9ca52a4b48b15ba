import path from 'node:path'
import type { Reporter, TestRunEndReason } from 'vitest/node'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { splitModuleId } from '../../plugin/core/module-id.ts'
import { DEFAULT_GATE } from '../../plugin/gate/input.ts'
import type { CollectedRun } from './conclude-run.ts'
import { judgeRuns } from './judge-runs.ts'
import type { ReporterOptions } from './options.ts'
import { fail, print, shownPath } from './output.ts'
import { raiseExitCode, readsMeta, stdoutIsData, workerEnd } from './process.ts'
import { isWatched, ProgressReporter } from './progress/progress-reporter.ts'
import { missingProject, referenceOfProject } from './reference-project.ts'
import { collectorOf, type EndedRun, RunCollector } from './run-collector.ts'
import { isCi, shardLine } from './shard-line.ts'
import { ShardRecorder, type ShardTest } from './shard-recorder.ts'
import type {
  CollectedModule,
  ProgressTest,
  ProjectModule,
  ReportedHook,
  VitestLike,
} from './vitest-types.ts'
import type { Page } from './write-reports.ts'

const START_FAILED =
  'Vitest found a fault before it began to run (see above), such as a package of the option environment that is not ' +
  'installed. The exit code will be 2, because 1 would say that the model is worse. Correct the configuration.'

/**
 * The project's reporter: when a run ends it judges each dataset, writes `report.json`, `junit.xml` and the
 * baseline, prints the summary and sets the exit code. Works with any other reporter, on Vitest 4.1 and 5.
 * The plugin adds it; it is not meant for the `reporters` list.
 */
export class EdgejsonReporter implements Reporter {
  /** In a shard no other reporter needs the records of tests, so that they are not held until the run ends. */
  readonly keepsNoRecords: boolean = true
  readonly #options: ReporterOptions
  readonly #project: string
  #vitest: VitestLike | undefined
  /** Only where a person watches standard error. */
  #progress: ProgressReporter | undefined
  readonly #results: RunCollector
  readonly #pages = new Map<string, Page>()
  /** Only in a shard. */
  #shards: ShardRecorder | undefined
  /** Whether the run has datasets of this project. */
  #started = false
  #saidNotGated = false
  /** 1 is then the verdict of an earlier run of this process, in watch mode. */
  readonly #exitCodeBefore = process.exitCode
  /** Vitest found a fault before the run, such as a package that is not installed, and went on. */
  #startFailed = false

  /** @throws EdgejsonError `BAD_OPTION` without the options that the plugin passes. */
  constructor(options?: ReporterOptions) {
    if (options?.settings === undefined) {
      throw new EdgejsonError(
        'BAD_OPTION',
        'the edgejson reporter is added by the plugin, which configures it. Remove it from `reporters` and keep ' +
          '`plugins: [edgejson()]`.',
      )
    }
    this.#options = options
    this.#project = options.projectName ?? options.settings.name
    this.#results = new RunCollector(options.settings, options.loadDataset, this.#project)
  }

  /**
   * Called before the run. A fault that Vitest found at its start is printed.
   *
   * @throws no EdgejsonError: `BAD_OPTION` is printed, and the exit code becomes 2 when the run ends.
   */
  onInit(vitest: VitestLike): void {
    this.#vitest = vitest
    this.#results.share(vitest)
    if (process.exitCode === 1 && this.#exitCodeBefore !== 1) {
      this.#startFailed = true
      fail(vitest, new EdgejsonError('BAD_OPTION', START_FAILED))
    }
    const { stdout, stderr, env } = process
    if (isWatched(stderr, this.#options.env ?? env) && !stdoutIsData(vitest.config))
      this.#progress = new ProgressReporter({ stdout, stderr })
  }

  onTestModuleCollected(module: CollectedModule): void {
    if (module.project.name !== this.#project) return
    const { datasets } = this.#options.settings
    const name = datasets.length > 1 ? path.basename(splitModuleId(module.moduleId).file) : null
    this.#progress?.begin(module.children.allTests(), name)
  }

  async onTestCaseResult(
    test: ProgressTest & ShardTest & { readonly project: { readonly name: string } },
  ): Promise<void> {
    if (test.project.name !== this.#project) return
    this.#progress?.finished(test)
    await this.#shards?.add(test)
  }

  /** After the last example the latency sample is run; without this line nothing would change on the screen. */
  onHookStart({ name, entity }: ReportedHook): void {
    if (name !== 'afterAll' || entity.type !== 'module' || entity.project.name !== this.#project) return
    const { latency } = this.#options.settings
    if (latency !== null && latency.machine !== null) this.#progress?.timing(latency.sample)
  }

  onTestRunStart(specifications: readonly { readonly project: { readonly name: string } }[]): void {
    this.#started = specifications.some(({ project }) => project.name === this.#project)
    this.#beginShard()
    const { baseline } = this.#options.settings
    if (!this.#started || this.#vitest === undefined || baseline?.kind !== 'project') return
    if (collectorOf(this.#vitest, baseline.project) === undefined)
      print(this.#vitest, ` EdgeJSON  ${this.#project}: ${missingProject(baseline.project)}.`)
  }

  #beginShard(): void {
    const vitest = this.#vitest
    const isShard = vitest?.config.shard !== undefined && vitest.state.blobs === undefined
    if (!isShard || this.#shards !== undefined) return
    const { settings, loadDataset } = this.#options
    this.#shards = new ShardRecorder(settings, loadDataset, !readsMeta(vitest.config))
  }

  async onTestRunEnd(
    testModules: readonly ProjectModule[],
    errors: readonly unknown[],
    reason: TestRunEndReason,
  ): Promise<void> {
    const vitest = this.#vitest
    this.#progress?.end()
    if (vitest === undefined) return
    // Vitest may have lowered it.
    if (this.#startFailed) raiseExitCode(2)
    try {
      await this.#report(vitest, { modules: testModules, errors, reason })
    } catch (error) {
      // Whatever it is: a person reads a sentence, and CI sees that nothing was judged.
      fail(vitest, error)
    }
  }

  async #report(vitest: VitestLike, ended: EndedRun): Promise<void> {
    if (this.#results.modulesOf(ended).length === 0) {
      // The key `u` reruns only what failed, which may be nothing: it then accepts the results on the screen.
      const { last } = this.#results
      if (vitest.snapshot.options.updateSnapshot === 'all' && last.length > 0)
        await this.#judge(vitest, last, ended)
      else this.#withoutModules(vitest, ended.modules.length === 0)
      return
    }
    this.#beginShard()
    if (this.#shards !== undefined) return this.#endShard(vitest, this.#shards, ended)
    const { runs, failures } = await this.#results.collect(ended)
    for (const { dataset, error } of failures) {
      fail(vitest, error)
      if (dataset !== null) this.#pages.delete(dataset.path)
    }
    await this.#judge(vitest, runs, ended, failures.length > 0)
  }

  /** A shard judges nothing: its cases are in a file, and the merge of all shards is judged. */
  async #endShard(vitest: VitestLike, shards: ShardRecorder, ended: EndedRun): Promise<void> {
    await workerEnd()
    const { results, failures } = await shards.end(this.#results.modulesOf(ended), ended, vitest.version)
    for (const error of failures) fail(vitest, error)
    const { index, count } = vitest.config.shard ?? { index: 1, count: 1 }
    for (const result of results) {
      print(vitest, shardLine(this.#project, result, shownPath(vitest, result.file), index, count))
      const { maxErrors = DEFAULT_GATE.maxErrors } = this.#options.settings.gate
      if (result.isBroken || result.failed > maxErrors) raiseExitCode(2)
    }
  }

  /**
   * No dataset was run: a filter left none, or the worker ended before it had read one.
   * @param alone no other project ran a test module either
   */
  #withoutModules(vitest: VitestLike, alone: boolean): void {
    if (this.#started || vitest.state.blobs !== undefined) {
      const what = this.#started ? 'no dataset was read' : 'no blob has results of this project'
      fail(vitest, new EdgejsonError('ENGINE_FAILED', `${this.#project}: ${what}; see the errors above.`))
      return
    }
    if (this.#results.last.length > 0 || this.#saidNotGated) return
    this.#saidNotGated = true
    const { changed, related } = vitest.config
    const by = changed
      ? '--changed (no change of its model, schemas, datasets, baselines or configuration)'
      : related === undefined || related === null
        ? 'no dataset matches the file filter'
        : 'no dataset is related to the given files'
    print(vitest, ` EdgeJSON  ${this.#project} not gated: ${by}`)
    // What did not change needs no verdict, and a filter may choose tests of other projects. One that leaves nothing in CI is
    // a gate that did not run.
    const filtered = !changed && (related === undefined || related === null)
    if (alone && filtered && this.#options.settings.gated && isCi(this.#options.env ?? process.env)) {
      fail(
        vitest,
        new EdgejsonError(
          'BAD_ARGUMENT',
          `${this.#project}: in CI a run must judge its datasets, and the file filter matches none; name a dataset of the ` +
            'option datasets, or declare it: option gate: false.',
        ),
      )
    }
  }

  /** @param failed the results of a dataset could not be read, so that no filter left it out */
  #judge(vitest: VitestLike, runs: readonly CollectedRun[], ended: EndedRun, failed = false): Promise<void> {
    const { settings, env, color } = this.#options
    return judgeRuns(vitest, runs, {
      settings,
      pages: this.#pages,
      failed,
      ...(env === undefined ? {} : { env }),
      ...(color === undefined ? {} : { color }),
      referenceOf: (project, dataset) => referenceOfProject(vitest, project, ended, { settings, dataset }),
    })
  }
}

export default EdgejsonReporter
