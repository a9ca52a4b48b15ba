import path from 'node:path'
import pc from 'picocolors'
import { packageInfo } from '../../plugin/core/package-info.ts'
import { readLatencyBaseline, writeBaseline, writeLatencyBaseline } from '../../plugin/gate/baseline/file.ts'
import { comparableEntries } from '../../plugin/gate/baseline/match-examples.ts'
import type { DatasetSettings, JudgeSettings } from '../../plugin/records/project-settings.ts'
import { analyse } from '../analysis/index.ts'
import { renderConsole } from '../render/console/console.ts'
import { type BuildOptions, buildReport } from './build-report.ts'
import type { CollectedRun } from './conclude-run.ts'
import { reportToGithub } from './github-actions.ts'
import { print, save, shownPath } from './output.ts'
import { raiseExitCode } from './process.ts'
import { readOrError, referenceOfRun } from './read-baselines.ts'
import { casesAgainst, type FoundReference } from './reference-project.ts'
import { namedSelection, nameFor } from './report-files.ts'
import { isCi } from './shard-line.ts'
import type { VitestLike } from './vitest-types.ts'
import { type Page, writeReports } from './write-reports.ts'

/** How runs are judged. */
export interface Judging {
  readonly settings: JudgeSettings
  /** What became of each dataset, those of earlier reruns included; by path. */
  readonly pages: Map<string, Page>
  /** The results of a dataset could not be read, so that no filter left it out. */
  readonly failed: boolean
  /** Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default: as the terminal allows. */
  readonly color?: boolean
  /** The run of another project, which `gate.against` names. */
  readonly referenceOf: (project: string, dataset: DatasetSettings) => Promise<FoundReference>
}

/** Judges runs, writes their reports and baselines, prints the summaries and raises the exit code. */
export async function judgeRuns(
  vitest: VitestLike,
  runs: readonly CollectedRun[],
  judging: Judging,
): Promise<void> {
  if (runs.length === 0) return
  const { settings, env = process.env, color = pc.isColorSupported } = judging
  const judged: Page[] = []
  for (const run of runs) judged.push(await judgeOne(vitest, run, judging))
  // In the configuration's order, those of earlier reruns included.
  const pages = settings.datasets.flatMap(({ path }) => judging.pages.get(path) ?? [])
  const files = await writeReports(judged, pages, settings, (write) => save(vitest, write), judging.failed)
  for (const page of judged) {
    const written = [files.own.get(page) ?? [], files.shared].flat()
    const shown = written.map((file) => shownPath(vitest, file))
    print(vitest, renderConsole(page.report, { color, analysis: page.analysis, files: shown }))
  }
  await reportToGithub(vitest, judged, env)
  for (const { report } of judged) raiseExitCode(report.outcome.exitCode)
}

/** Decides, and writes the baselines where the gate says so. */
async function judgeOne(vitest: VitestLike, collected: CollectedRun, judging: Judging): Promise<Page> {
  const { settings, env = process.env } = judging
  const { dataset } = collected
  const run = { ...collected, selection: namedSelection(collected.selection, dataset.outputDir) }
  const update = vitest.snapshot.options.updateSnapshot
  const { baseline: source, gate } = settings
  const file = source?.kind === 'report' ? source.file : dataset.baselineFile
  const reference: FoundReference = !settings.gated
    ? { baseline: null }
    : source?.kind === 'project'
      ? await judging.referenceOf(source.project, dataset)
      : referenceOfRun(run, {
          file: dataset.baselineFile,
          source,
          metric: gate.metric,
          path: shownPath(vitest, file),
          update,
        })
  const { baseline, origin } = reference
  const built = buildReport(
    { ...run, cases: casesAgainst(run, reference) },
    {
      baseline,
      baselinePath: shownPath(vitest, reference.file ?? file),
      origin,
      update,
      gated: settings.gated,
      mustGate: settings.gated && (update === 'none' || isCi(env)),
      gate,
      marks: settings,
      thresholds: settings.thresholds,
      prices: settings.prices,
      latency: latencyOf(vitest, dataset, settings),
      energy: settings.energy ?? undefined,
      reportPath: shownPath(vitest, path.join(dataset.outputDir, nameFor('report.json', run.selection))),
      tool: { name: packageInfo.name, version: packageInfo.version, vitest: vitest.version },
      createdAt: new Date().toISOString(),
    },
  )
  const { report, write, writeLatency } = built
  const compared = report.verdict.comparison !== null && baseline !== null && !(baseline instanceof Error)
  const { baselineFile, latencyFile } = dataset
  const unwritten = {
    baseline: write === null ? undefined : await save(vitest, () => void writeBaseline(baselineFile, write)),
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
  judging.pages.set(dataset.path, page)
  return page
}

function latencyOf(
  vitest: VitestLike,
  { latencyFile }: DatasetSettings,
  { latency }: JudgeSettings,
): BuildOptions['latency'] {
  if (latency === null) return undefined
  return {
    settings: latency,
    baseline: latencyFile === null ? null : readOrError(latencyFile, readLatencyBaseline),
    baselinePath: latencyFile === null ? '' : shownPath(vitest, latencyFile),
  }
}
