import path from 'node:path'
import pc from 'picocolors'
import type { Reporter, TestRunEndReason } from 'vitest/node'
import {
  comparableEntries,
  readBaseline,
  readLatencyBaseline,
  worstExitCode,
  writeBaseline,
  writeLatencyBaseline,
} from '../plugin/gate/index.ts'
import { EdgejsonError, errorMessage, type RunReport } from '../plugin/model/index.ts'
import { packageInfo } from '../plugin/model/package-info.ts'
import { printable } from '../plugin/model/printable.ts'
import type { DatasetSettings } from '../plugin/model/project-settings.ts'
import { type Analysis, analyse } from './analysis/index.ts'
import { type BuildOptions, buildReport } from './build-report.ts'
import { type CollectedRun, collectRuns } from './collect.ts'
import { raiseExitCode } from './exit-code.ts'
import { appendJobSummary, repositoryPath } from './github-actions.ts'
import type { ReporterOptions } from './options.ts'
import { isWatched, ProgressReporter, type ProgressTest } from './progress/progress-reporter.ts'
import { renderAnnotations } from './render/annotations.ts'
import { renderConsole } from './render/console.ts'
import { renderJson } from './render/json.ts'
import { reportFiles } from './report-files.ts'
import { stdoutIsData } from './stdout-is-data.ts'
import type { CollectedModule, ProjectModule, ReportedHook, VitestLike } from './vitest-host.ts'
import { workerEnd } from './worker-end.ts'
import { writeChunks } from './write-chunks.ts'

/** What became of one dataset. */
interface Page {
  readonly report: RunReport
  readonly analysis: Analysis
  readonly dataset: DatasetSettings
  /** Its own files, as they should be shown. */
  readonly files: readonly string[]
}

/**
 * The project's reporter: when a run ends it judges each dataset, writes `report.json`, `junit.xml` and the
 * baseline, prints the summary and sets the exit code. Works beside any other reporter, on Vitest 4.1 and 5.
 * The plugin adds it; it is not meant for the `reporters` list.
 */
export class EdgejsonReporter implements Reporter {
  readonly #options: ReporterOptions
  readonly #project: string
  #vitest: VitestLike | undefined
  /** Only where a person watches. */
  #progress: ProgressReporter | undefined
  /** The last results of every dataset: a watch rerun brings only some, and the key `u` may bring none at all. */
  readonly #runs = new Map<string, CollectedRun>()
  readonly #pages = new Map<string, Page>()

  constructor(options?: ReporterOptions) {
    if (options?.settings === undefined) {
      throw new EdgejsonError(
        'BAD_OPTION',
        'the edgejson reporter is added by the plugin, which tells it what ran. Remove it from `reporters` and keep ' +
          '`plugins: [edgejson()]`.',
      )
    }
    this.#options = options
    this.#project = options.projectName ?? options.settings.name
  }

  onInit(vitest: VitestLike): void {
    this.#vitest = vitest
    const { stdout, stderr, env } = process
    if (isWatched(stdout, this.#options.env ?? env) && !stdoutIsData(vitest.config))
      this.#progress = new ProgressReporter({ stdout, stderr })
  }

  onTestModuleCollected(module: CollectedModule): void {
    if (module.project.name !== this.#project) return
    const { datasets } = this.#options.settings
    const name = datasets.length > 1 ? path.basename(module.moduleId).replace(/\?.*$/, '') : null
    this.#progress?.begin(module.children.allTests(), name)
  }

  onTestCaseResult(test: ProgressTest & { readonly project: { readonly name: string } }): void {
    if (test.project.name === this.#project) this.#progress?.finished(test)
  }

  /** After the last example the latency sample is asked for, and nothing else would move on the screen. */
  onHookStart({ name, entity }: ReportedHook): void {
    if (name !== 'afterAll' || entity.type !== 'module' || entity.project.name !== this.#project) return
    const { latency } = this.#options.settings
    if (latency !== null && latency.machine !== null) this.#progress?.timing(latency.sample)
  }

  async onTestRunEnd(
    testModules: readonly ProjectModule[],
    _errors: readonly unknown[],
    reason: TestRunEndReason,
  ): Promise<void> {
    const vitest = this.#vitest
    this.#progress?.end()
    if (vitest === undefined) return
    try {
      await this.#report(
        vitest,
        testModules.filter(({ project }) => project.name === this.#project),
        reason,
      )
    } catch (error) {
      // Whatever it is: a person reads a sentence, and CI sees that nothing was judged.
      this.#fail(vitest, error)
    }
  }

  async #report(
    vitest: VitestLike,
    modules: readonly ProjectModule[],
    reason: TestRunEndReason,
  ): Promise<void> {
    const { settings, loadDataset } = this.#options
    if (modules.length === 0) {
      // The key `u` reruns only what failed, which may be nothing: it then accepts the results on the screen.
      if (vitest.snapshot.options.updateSnapshot === 'all')
        await this.#judge(vitest, [...this.#runs.values()])
      return
    }
    await workerEnd()
    const interrupted = reason === 'interrupted'
    const { datasets, name } = settings
    const { runs, failures } = await collectRuns(modules, { datasets, loadDataset, interrupted, name })
    for (const { dataset, error } of failures) {
      this.#fail(vitest, error)
      if (dataset === null) continue
      this.#runs.delete(dataset.path)
      this.#pages.delete(dataset.path)
    }
    if (vitest.config.shard && vitest.state.blobs === undefined) {
      const { index, count } = vitest.config.shard
      for (const run of runs) this.#print(vitest, shardLine(run, index, count))
      return
    }
    for (const run of runs) this.#runs.set(run.dataset.path, run)
    await this.#judge(vitest, runs)
  }

  async #judge(vitest: VitestLike, runs: readonly CollectedRun[]): Promise<void> {
    if (runs.length === 0) return
    const { settings } = this.#options
    const judged: Page[] = []
    for (const run of runs) judged.push(await this.#judgeOne(vitest, run))
    // In the configuration's order, those of earlier reruns included.
    const pages = settings.datasets.flatMap(({ path }) => this.#pages.get(path) ?? [])
    const shared = await this.#writeShared(vitest, pages)
    const color = this.#options.color ?? pc.isColorSupported
    for (const { report, analysis, files } of judged) {
      this.#print(vitest, renderConsole(report, { color, analysis, files: [...files, ...shared] }))
    }
    await this.#tellGithub(vitest, judged)
    raiseExitCode(
      worstExitCode(
        judged.flatMap(({ report: { verdict, latencyGate } }) => [verdict, latencyGate ?? verdict]),
      ),
    )
  }

  /** Writes the dataset's own files: its report and, where the gate says so, its baseline. */
  async #judgeOne(vitest: VitestLike, run: CollectedRun): Promise<Page> {
    const { settings } = this.#options
    const { dataset } = run
    const baseline = readOrError(dataset.baselineFile, readBaseline)
    const { report, write, writeLatency } = buildReport(run, {
      baseline,
      baselinePath: this.#shown(vitest, dataset.baselineFile),
      update: vitest.snapshot.options.updateSnapshot,
      gate: settings.gate,
      thresholds: settings.thresholds,
      latency: this.#latency(vitest, dataset),
      reportPath: this.#shown(vitest, path.join(dataset.outputDir, 'report.json')),
      tool: { name: packageInfo.name, version: packageInfo.version, vitest: vitest.version },
      createdAt: new Date().toISOString(),
    })
    const compared = report.verdict.comparison !== null && baseline !== null && !(baseline instanceof Error)
    const analysis = analyse(report, compared ? comparableEntries(baseline, report.cases) : null)
    const file = path.join(dataset.outputDir, 'report.json')
    const saved = await this.#save(vitest, () => writeChunks(file, renderJson(report)))
    if (write !== null) await this.#save(vitest, () => void writeBaseline(dataset.baselineFile, write))
    const { latencyFile } = dataset
    if (writeLatency !== null && latencyFile !== null)
      await this.#save(vitest, () => void writeLatencyBaseline(latencyFile, writeLatency))
    const page = { report, analysis, dataset, files: saved ? [this.#shown(vitest, file)] : [] }
    this.#pages.set(dataset.path, page)
    return page
  }

  #latency(vitest: VitestLike, { latencyFile }: DatasetSettings): BuildOptions['latency'] {
    const { latency } = this.#options.settings
    if (latency === null) return undefined
    return {
      settings: latency,
      baseline: latencyFile === null ? null : readOrError(latencyFile, readLatencyBaseline),
      baselinePath: latencyFile === null ? '' : this.#shown(vitest, latencyFile),
    }
  }

  /** Files of the whole run, all datasets together; those that could be written, as they should be shown. */
  async #writeShared(vitest: VitestLike, pages: readonly Page[]): Promise<string[]> {
    const [reports, analyses] = [pages.map(({ report }) => report), pages.map(({ analysis }) => analysis)]
    const written: string[] = []
    for (const { file, chunks } of reportFiles(reports, analyses, this.#options.settings)) {
      if (await this.#save(vitest, () => writeChunks(file, chunks()))) written.push(this.#shown(vitest, file))
    }
    return written
  }

  /** The job summary and annotations, where GitHub Actions asks for them. */
  async #tellGithub(vitest: VitestLike, pages: readonly Page[]): Promise<void> {
    const env = this.#options.env ?? process.env
    const [reports, analyses] = [pages.map(({ report }) => report), pages.map(({ analysis }) => analysis)]
    const summary = env.GITHUB_STEP_SUMMARY
    if (summary !== undefined && summary !== '') {
      await this.#save(vitest, async () => {
        const note = await appendJobSummary(summary, reports, analyses)
        if (note !== null) this.#print(vitest, ` EdgeJSON  ${note}`)
      })
    }
    if (env.GITHUB_ACTIONS !== 'true') return
    const files = new Map(pages.map(({ report, dataset }) => [report, dataset.file]))
    const fileOf = (report: RunReport) => repositoryPath(files.get(report) ?? '', env.GITHUB_WORKSPACE)
    this.#print(vitest, renderAnnotations(reports, { fileOf }).join('\n'))
  }

  /** A file that cannot be written costs the file, not the summary. */
  async #save(vitest: VitestLike, write: () => void | Promise<void>): Promise<boolean> {
    try {
      await write()
      return true
    } catch (error) {
      this.#fail(vitest, error)
      return false
    }
  }

  #fail(vitest: VitestLike, error: unknown): void {
    const text = errorMessage(error)
    const message = text.startsWith('[vitest-edgejson]') ? text : `[vitest-edgejson] ${text}`
    vitest.logger.error(printable(message))
    raiseExitCode(2)
  }

  #print(vitest: VitestLike, text: string): void {
    if (stdoutIsData(vitest.config)) vitest.logger.error(text)
    else vitest.logger.log(text)
  }

  /** From the root where that is shorter: what a person would type. */
  #shown(vitest: VitestLike, file: string): string {
    const relative = path.relative(vitest.config.root, file)
    return relative.startsWith('..') ? file : relative.split(path.sep).join('/')
  }
}

/** A file that is there but cannot be used is a part of the verdict, which says why. */
function readOrError<T>(file: string, read: (file: string) => T): T | Error {
  try {
    return read(file)
  } catch (error) {
    if (error instanceof EdgejsonError) return error
    throw error
  }
}

function shardLine({ meta, cases }: CollectedRun, index: number, count: number): string {
  return (
    ` EdgeJSON  ${printable(meta.dataset.path)}: ${cases.length} of ${meta.dataset.examples} examples, ` +
    `not gated: shard ${index}/${count} (merge the blobs of all shards with --merge-reports)`
  )
}

export default EdgejsonReporter
