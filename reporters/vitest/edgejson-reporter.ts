import path from 'node:path'
import pc from 'picocolors'
import type { Reporter, TestRunEndReason } from 'vitest/node'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { splitModuleId } from '../../plugin/core/module-id.ts'
import { packageInfo } from '../../plugin/core/package-info.ts'
import { readLatencyBaseline, writeBaseline, writeLatencyBaseline } from '../../plugin/gate/baseline/file.ts'
import { comparableEntries } from '../../plugin/gate/baseline/match-examples.ts'
import { DEFAULT_GATE } from '../../plugin/gate/input.ts'
import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import { analyse } from '../analysis/index.ts'
import { renderConsole } from '../render/console/console.ts'
import { type BuildOptions, buildReport } from './build-report.ts'
import type { CollectedRun } from './collect.ts'
import { reportToGithub } from './github-actions.ts'
import type { ReporterOptions } from './options.ts'
import { fail, print, save, shownPath } from './output.ts'
import { raiseExitCode, stdoutIsData } from './process.ts'
import { isWatched, ProgressReporter } from './progress/progress-reporter.ts'
import { readOrError, referenceOfRun } from './read-baselines.ts'
import { type FoundReference, missingProject, referenceOfProject } from './reference-project.ts'
import { namedSelection, nameFor } from './report-files.ts'
import { collectorOf, type EndedRun, RunCollector } from './run-collector.ts'
import { isBroken, isCi, shardLine } from './shard-line.ts'
import type {
  CollectedModule,
  ProgressTest,
  ProjectModule,
  ReportedHook,
  VitestLike,
} from './vitest-types.ts'
import { type Page, writeReports } from './write-reports.ts'

const START_FAILED =
  'Vitest found a fault before it began to run (see above), such as a package of the option environment that is not ' +
  'installed. The exit code will be 2, because 1 would say that the model is worse. Correct the configuration.'

/**
 * The project's reporter: when a run ends it judges each dataset, writes `report.json`, `junit.xml` and the
 * baseline, prints the summary and sets the exit code. Works with any other reporter, on Vitest 4.1 and 5.
 * The plugin adds it; it is not meant for the `reporters` list.
 */
export class EdgejsonReporter implements Reporter {
  readonly #options: ReporterOptions
  readonly #project: string
  #vitest: VitestLike | undefined
  /** Only where a person watches standard error. */
  #progress: ProgressReporter | undefined
  readonly #results: RunCollector
  readonly #pages = new Map<string, Page>()
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

  onTestCaseResult(test: ProgressTest & { readonly project: { readonly name: string } }): void {
    if (test.project.name === this.#project) this.#progress?.finished(test)
  }

  /** After the last example the latency sample is run; without this line nothing would change on the screen. */
  onHookStart({ name, entity }: ReportedHook): void {
    if (name !== 'afterAll' || entity.type !== 'module' || entity.project.name !== this.#project) return
    const { latency } = this.#options.settings
    if (latency !== null && latency.machine !== null) this.#progress?.timing(latency.sample)
  }

  onTestRunStart(specifications: readonly { readonly project: { readonly name: string } }[]): void {
    this.#started = specifications.some(({ project }) => project.name === this.#project)
    const { baseline } = this.#options.settings
    if (!this.#started || this.#vitest === undefined || baseline?.kind !== 'project') return
    if (collectorOf(this.#vitest, baseline.project) === undefined)
      print(this.#vitest, ` EdgeJSON  ${this.#project}: ${missingProject(baseline.project)}.`)
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
    const { settings } = this.#options
    if (this.#results.modulesOf(ended).length === 0) {
      // The key `u` reruns only what failed, which may be nothing: it then accepts the results on the screen.
      const { last } = this.#results
      if (vitest.snapshot.options.updateSnapshot === 'all' && last.length > 0)
        await this.#judge(vitest, last, ended)
      else this.#withoutModules(vitest, ended.modules.length === 0)
      return
    }
    const { runs, failures } = await this.#results.collect(ended)
    for (const { dataset, error } of failures) {
      fail(vitest, error)
      if (dataset !== null) this.#pages.delete(dataset.path)
    }
    if (vitest.config.shard && vitest.state.blobs === undefined) {
      const { index, count } = vitest.config.shard
      for (const run of runs) {
        print(vitest, shardLine(run, index, count))
        if (isBroken(run, settings.gate.maxErrors ?? DEFAULT_GATE.maxErrors)) raiseExitCode(2)
      }
      return
    }
    await this.#judge(vitest, runs, ended, failures.length > 0)
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
  async #judge(
    vitest: VitestLike,
    runs: readonly CollectedRun[],
    ended: EndedRun,
    failed = false,
  ): Promise<void> {
    if (runs.length === 0) return
    const { settings } = this.#options
    const judged: Page[] = []
    for (const run of runs) judged.push(await this.#judgeOne(vitest, run, ended))
    // In the configuration's order, those of earlier reruns included.
    const pages = settings.datasets.flatMap(({ path }) => this.#pages.get(path) ?? [])
    const files = await writeReports(judged, pages, settings, (write) => save(vitest, write), failed)
    const color = this.#options.color ?? pc.isColorSupported
    for (const page of judged) {
      const written = [files.own.get(page) ?? [], files.shared].flat()
      const shown = written.map((file) => shownPath(vitest, file))
      print(vitest, renderConsole(page.report, { color, analysis: page.analysis, files: shown }))
    }
    await reportToGithub(vitest, judged, this.#options.env ?? process.env)
    for (const { report } of judged) raiseExitCode(report.outcome.exitCode)
  }

  /** Decides, and writes the baselines where the gate says so. */
  async #judgeOne(vitest: VitestLike, collected: CollectedRun, ended: EndedRun): Promise<Page> {
    const { settings } = this.#options
    const { dataset } = collected
    const run = { ...collected, selection: namedSelection(collected.selection, dataset.outputDir) }
    const update = vitest.snapshot.options.updateSnapshot
    const { baseline: source, gate } = settings
    const file = source?.kind === 'report' ? source.file : dataset.baselineFile
    const reference: FoundReference = !settings.gated
      ? { baseline: null }
      : source?.kind === 'project'
        ? await referenceOfProject(vitest, source.project, ended, { settings, dataset })
        : referenceOfRun(run, {
            file: dataset.baselineFile,
            source,
            metric: gate.metric,
            path: shownPath(vitest, file),
            update,
          })
    const { baseline, origin } = reference
    const built = buildReport(run, {
      baseline,
      baselinePath: shownPath(vitest, reference.file ?? file),
      origin,
      update,
      gated: settings.gated,
      mustGate: settings.gated && (update === 'none' || isCi(this.#options.env ?? process.env)),
      gate,
      marks: settings,
      thresholds: settings.thresholds,
      prices: settings.prices,
      latency: this.#latency(vitest, dataset),
      energy: settings.energy ?? undefined,
      reportPath: shownPath(vitest, path.join(dataset.outputDir, nameFor('report.json', run.selection))),
      tool: { name: packageInfo.name, version: packageInfo.version, vitest: vitest.version },
      createdAt: new Date().toISOString(),
    })
    const { report, write, writeLatency } = built
    const compared = report.verdict.comparison !== null && baseline !== null && !(baseline instanceof Error)
    const { baselineFile, latencyFile } = dataset
    const unwritten = {
      baseline:
        write === null ? undefined : await save(vitest, () => void writeBaseline(baselineFile, write)),
      latencyBaseline:
        writeLatency === null || latencyFile === null
          ? undefined
          : await save(vitest, () => void writeLatencyBaseline(latencyFile, writeLatency)),
      others: [],
    }
    const page: Page = {
      built,
      dataset,
      selection: run.selection,
      analysis: analyse(report, compared ? comparableEntries(baseline, report.cases) : null),
      unwritten,
      report: (unwritten.baseline ?? unwritten.latencyBaseline) ? built.unwritten(unwritten) : report,
    }
    this.#pages.set(dataset.path, page)
    return page
  }

  #latency(vitest: VitestLike, { latencyFile }: DatasetSettings): BuildOptions['latency'] {
    const { latency } = this.#options.settings
    if (latency === null) return undefined
    return {
      settings: latency,
      baseline: latencyFile === null ? null : readOrError(latencyFile, readLatencyBaseline),
      baselinePath: latencyFile === null ? '' : shownPath(vitest, latencyFile),
    }
  }
}

export default EdgejsonReporter
