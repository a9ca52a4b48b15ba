import path from 'node:path'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { plural } from '../../plugin/core/format.ts'
import { listed, printable, quoted } from '../../plugin/core/printable.ts'
import type { DatasetSettings, JudgeSettings } from '../../plugin/records/project-settings.ts'
import { readShardHeader, shardFileName } from '../../plugin/records/shard-file.ts'
import { type CollectedRun, concludeRun } from './conclude-run.ts'
import { judgeRuns } from './judge-runs.ts'
import { noReference, referenceOfRuns } from './reference-project.ts'
import { ShardCases, type ShardFile } from './shard-cases.ts'
import { isCi } from './shard-line.ts'
import { unknownRun } from './unknown-run.ts'
import type { VitestLike } from './vitest-types.ts'

export interface MergeOptions {
  /** The folder that the paths of the runs are relative to. */
  readonly root: string
  /** Folder of the reports, absolute; null: that of the runs. */
  readonly out: string | null
  /** Accept the run as the baseline. */
  readonly update: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Default: as the terminal allows. */
  readonly color?: boolean
}

/** The shard files of a project. */
type ProjectShards = [ShardFile, ...ShardFile[]]

/** A project with the runs of its datasets. */
interface MergedProject {
  readonly name: string
  readonly settings: JudgeSettings
  readonly runs: readonly CollectedRun[]
}

/**
 * Merges the shard files of a run of one or several projects: judges it, writes reports and baselines, prints the summaries and raises the
 * exit code, as a merge of blobs does. Cases are read one at a time.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` for a shard that is missing, twice, or of another run; `BAD_REPORT` and `IO` for a file
 * that cannot be used.
 */
export async function mergeShards(files: readonly string[], options: MergeOptions): Promise<void> {
  const { root, update, env, stdout, stderr } = options
  const shards = files.map((file): ShardFile => ({ file, header: readShardHeader(file) }))
  const projects = mergedProjects(shards, options)
  const vitest: VitestLike = {
    version: vitestOf(shards),
    config: { root },
    state: {},
    snapshot: { options: { updateSnapshot: update ? 'all' : isCi(env) ? 'none' : 'new' } },
    logger: {
      log: (text) => void stdout.write(`${text}\n`),
      error: (text) => void stderr.write(`${text}\n`),
    },
  }
  for (const { settings, runs } of projects) {
    await judgeRuns(vitest, runs, {
      settings,
      pages: new Map(),
      failed: false,
      env,
      ...(options.color === undefined ? {} : { color: options.color }),
      referenceOf: async (project, dataset) => {
        const other = projects.find(({ name }) => name === project)
        return other === undefined
          ? noReference(unnamedProject(project))
          : referenceOfRuns(other, { settings, dataset })
      },
    })
  }
}

/** The projects in the order in which their files are named. All are merged before one is judged: one may be the reference of another. */
function mergedProjects(
  shards: readonly ShardFile[],
  { root, out }: Pick<MergeOptions, 'root' | 'out'>,
): MergedProject[] {
  const byName = new Map<string, ProjectShards>()
  for (const shard of shards) {
    const { name } = shard.header.settings
    const own = byName.get(name)
    if (own === undefined) byName.set(name, [shard])
    else own.push(shard)
  }
  if (byName.size === 0) throw refusal('none is named')
  const several = byName.size > 1
  return Array.from(byName, ([name, own]) => {
    const settings = placed(
      commonSettings(own, out !== null),
      root,
      out !== null && several ? path.join(out, name) : out,
    )
    const runs = settings.datasets.flatMap((dataset) => {
      const parts = own.filter(({ header }) => header.dataset === dataset.path)
      const shownName = printable(several ? `${name} · ${dataset.path}` : dataset.path)
      return parts.length === 0 ? [] : [mergedRun(dataset, name, complete(parts, shownName))]
    })
    return { name, settings, runs }
  })
}

function unnamedProject(project: string): string {
  return (
    `the project ${quoted(project)}, which gate.against names, has no shard file here: name the shard files of both projects, or name ` +
    'its report with the option baseline'
  )
}

function mergedRun(dataset: DatasetSettings, name: string, shards: readonly ShardFile[]): CollectedRun {
  return concludeRun(
    dataset,
    shards.map(({ header: { meta, errors, skipped, unfinished, durationMs } }) => ({
      meta,
      errors,
      unrecorded: { skipped, unfinished },
      durationMs,
    })),
    {
      cases: new ShardCases(shards),
      unknown: () => unknownRun(name, dataset, { sha256: '', examples: 0 }),
      unhandled: [],
      sha256: null,
      interrupted: shards.some(({ header }) => header.interrupted),
    },
  )
}

/**
 * The shards of a dataset by their number: all of them, each once.
 *
 * @param name of the dataset, for messages
 */
function complete(shards: readonly ShardFile[], name: string): ShardFile[] {
  const byIndex = new Map<number, ShardFile>()
  const count = Math.max(...shards.map(({ header }) => header.part[1]))
  for (const shard of shards) {
    const [index, of] = shard.header.part
    const known = byIndex.get(index)
    if (of !== count) {
      const other = shards.find(({ header }) => header.part[1] === count)
      throw refusal(
        `${shown(shard)} is shard ${index} of ${of}, and ${other === undefined ? '' : shown(other)} is one of ${count}. Run all shards with one count`,
      )
    }
    if (known !== undefined) {
      throw refusal(
        `${shown(known)} and ${shown(shard)} both are shard ${index} of ${count} of ${name}. Name each shard once`,
      )
    }
    byIndex.set(index, shard)
  }
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !byIndex.has(index))
  if (missing.length > 0) {
    throw refusal(
      `${missing.length} of ${plural(count, 'shard')} of ${name} ${missing.length === 1 ? 'is' : 'are'} missing: ` +
        `${listed(missing.map((index) => shardFileName([index, count])))}. Run ${missingRuns(shards, count)} and name ` +
        `${missing.length === 1 ? 'its file' : 'their files'} too; a shard that was interrupted has written none`,
    )
  }
  return [...byIndex.values()].sort((a, b) => a.header.part[0] - b.header.part[0])
}

/** Vitest numbers shards in an order of its own: what is missing shows by the numbers that ran. */
function missingRuns(shards: readonly ShardFile[], count: number): string {
  const ran = new Set(shards.map(({ header }) => header.meta?.shard ?? null))
  const absent = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !ran.has(index))
  return ran.has(null) || absent.length === 0
    ? 'the shards that are missing'
    : listed(absent.map((index) => `--shard=${index}/${count}`))
}

const shown = ({ file }: ShardFile): string => printable(file, 300)

function refusal(text: string): EdgejsonError {
  return new EdgejsonError('BAD_ARGUMENT', `these shards make no run: ${text}.`)
}

/**
 * The options of a project's shards, which must be equal: a run is judged by one set. Their output folders may differ where the merge has
 * one of its own.
 */
function commonSettings([first, ...others]: Readonly<ProjectShards>, hasOut: boolean): JudgeSettings {
  const { settings } = first.header
  for (const other of others) {
    const theirs = other.header.settings
    const key = differentOption(withoutFolders(settings), withoutFolders(theirs))
    if (key !== null) {
      throw refusal(
        `the option ${key} of ${shown(first)} is not that of ${shown(other)}. Run all shards with one configuration`,
      )
    }
    if (!hasOut && differentOption(settings, theirs) !== null) {
      throw refusal(
        `the output folder of ${shown(first)} is not that of ${shown(other)}. Name one for the merge with --out`,
      )
    }
  }
  return settings
}

function differentOption(a: JudgeSettings, b: JudgeSettings): keyof JudgeSettings | null {
  const keys = Object.keys(a) as (keyof JudgeSettings)[]
  return keys.find((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])) ?? null
}

function withoutFolders(settings: JudgeSettings): JudgeSettings {
  const datasets = settings.datasets.map((each) => ({ ...each, outputDir: '' }))
  return { ...settings, datasets, outputDir: '' }
}

/** The same with paths from here. */
function placed(settings: JudgeSettings, root: string, out: string | null): JudgeSettings {
  const at = (file: string): string => path.resolve(root, file)
  const several = settings.datasets.length > 1
  const folderOf = ({ name, outputDir }: DatasetSettings): string =>
    out === null ? at(outputDir) : several ? path.join(out, name) : out
  const { baseline } = settings
  return {
    ...settings,
    outputDir: out ?? at(settings.outputDir),
    baseline: baseline?.kind === 'report' ? { ...baseline, file: at(baseline.file) } : baseline,
    datasets: settings.datasets.map((dataset) => ({
      ...dataset,
      file: at(dataset.file),
      baselineFile: at(dataset.baselineFile),
      latencyFile: dataset.latencyFile === null ? null : at(dataset.latencyFile),
      outputDir: folderOf(dataset),
    })),
  }
}

function vitestOf(shards: readonly ShardFile[]): string {
  return shards[0]?.header.tool.vitest ?? 'unknown'
}
