import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { isRecord } from '../../../plugin/core/json/json.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { loadDataset, loadTokenCounter, openSchemas } from '../../../plugin/dataset/index.ts'
import { spacedJson } from '../../../plugin/dataset/validate/check-expected-length.ts'
import { llamaParameters } from '../../../plugin/engines/onnx/model/model-config.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { countLeaves } from '../../../plugin/scoring/leaf-scores.ts'
import { type Architecture, readArchitecture } from '../../../reporters/paper/architecture.ts'
import {
  type Hyperparameters,
  hyperparametersOf,
  mergeHyperparameters,
} from '../../../reporters/paper/hyperparameters.ts'
import type { PaperDataset, PaperInput } from '../../../reporters/paper/paper-input.ts'
import { type Published, parsePublished } from '../../../reporters/paper/published.ts'
import { parseRunAnnotations, refuseUnknownRuns } from '../../../reporters/paper/run-annotations.ts'
import { viewRuns } from '../../../reporters/paper/run-view.ts'
import { readTrainingLog, type TrainingLog } from '../../../reporters/paper/training-log.ts'
import { uniqueNames } from '../../../reporters/paper/unique-names.ts'

/** What the tables and figures of a paper are made from. Files are named, not read; null where one is not given. */
export interface PaperOptions {
  /** In the order of the rows. */
  readonly reports: readonly RunReport[]
  /** One JSONL dataset for each split. Without one, the examples of the complete runs are counted. */
  readonly datasetFile: string | readonly string[] | null
  /** JSONL logs, each as `FILE` or `NAME=FILE`. */
  readonly trainingLogs: readonly string[]
  /** A model's `config.json`, or the folder it is in. */
  readonly modelConfig: string | null
  /** Published figures to add, marked as such. */
  readonly published: string | null
  readonly outDir: string
  /** JSON that says of each run what its report cannot know. */
  readonly meta?: string | null
  /** JSON objects of hyper-parameters, each as `FILE` or `NAME=FILE`. */
  readonly trainingConfigs?: readonly string[]
  /** A `tokenizer.json`: then the dataset table counts tokens too. */
  readonly tokenizer?: string | null
  /** Default true. Without figures, no plotting library is needed. */
  readonly figures?: boolean
}

/**
 * Reads every file that a paper is made from.
 *
 * @throws {EdgejsonError} for a file that is missing, unreadable or not what it should be.
 */
export async function readPaperInput(options: PaperOptions): Promise<PaperInput> {
  const { reports } = options
  const trainings = options.trainingLogs.map((given): TrainingLog => {
    const { name, file } = namedFile(given)
    return readTrainingLog(readText(file), name, file)
  })
  const configs = (options.trainingConfigs ?? []).map((given): Hyperparameters => {
    const { name, file } = namedFile(given)
    return { model: name, values: hyperparametersOf(readObject(file)) }
  })
  const logged = trainings.map(({ model, hyperparameters }) => ({ model, values: hyperparameters }))
  return {
    runs: runsOf(reports, options.meta ?? null),
    datasets: datasetsOf(options),
    measure: {
      expectedText: spacedJson,
      leaves: countLeaves,
      tokens: options.tokenizer ? await loadTokenCounter(options.tokenizer) : null,
    },
    trainings,
    hyperparameters: mergeHyperparameters([...configs, ...logged]),
    architecture: options.modelConfig === null ? null : architectureOf(options.modelConfig),
    published: options.published === null ? null : publishedOf(options.published),
  }
}

function runsOf(reports: readonly RunReport[], metaFile: string | null): PaperInput['runs'] {
  if (metaFile === null) return viewRuns(reports)
  const meta = parseRunAnnotations(readJson(metaFile), metaFile)
  const runs = viewRuns(reports, meta)
  const names = new Set(runs.flatMap(({ model, report }) => [report.name, model]))
  refuseUnknownRuns(meta, [...names], metaFile)
  return runs
}

function datasetsOf(options: PaperOptions): PaperDataset[] {
  const datasets = foundDatasets(options)
  const names = uniqueNames(datasets.map(({ name }) => printable(name, 60)))
  return datasets.map(({ examples }, index) => ({ name: names[index] ?? '', examples }))
}

/** The files named, or else the examples of the complete runs: each record holds its example. */
function foundDatasets({ datasetFile, reports }: PaperOptions): PaperDataset[] {
  if (datasetFile === null) {
    const bySha = new Map<string, PaperDataset>()
    for (const { coverage, dataset, cases } of reports) {
      if (coverage.complete && !bySha.has(dataset.sha256)) {
        bySha.set(dataset.sha256, { name: dataset.name, examples: cases })
      }
    }
    return [...bySha.values()]
  }
  const files = typeof datasetFile === 'string' ? [datasetFile] : datasetFile
  return files.map((file): PaperDataset => {
    const { name, examples, problems } = loadDataset(file, { schemas: openSchemas(null) })
    const [problem] = problems
    if (problem === undefined) return { name, examples }
    throw new EdgejsonError(
      'BAD_DATASET',
      `${printable(file, 300)} has ${problems.length} broken lines, the first: ${problem.message} ` +
        'Statistics of an incomplete dataset would be wrong; `edgejson validate` lists them all.',
    )
  })
}

function architectureOf(given: string): Architecture {
  const file = isFolder(given) ? path.join(given, 'config.json') : given
  return readArchitecture(readJson(file), llamaParameters, file)
}

function publishedOf(file: string): Published {
  return parsePublished(readJson(file), file)
}

/** `NAME=FILE`, or a file that is called like what it describes. */
function namedFile(given: string): { name: string; file: string } {
  const at = given.indexOf('=')
  if (at > 0) return { name: given.slice(0, at), file: given.slice(at + 1) }
  return { name: path.parse(given).name, file: given }
}

/** False for what cannot be looked at: reading it will tell why. */
function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory()
  } catch {
    return false
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot read "${printable(file, 300)}": ${printable(errorMessage(error), 300)}; check the path.`,
      { cause: error },
    )
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file).replace(/^\ufeff/, ''))
  } catch (error) {
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError(
      'BAD_OPTION',
      `"${printable(file, 300)}" is not JSON: ${printable(errorMessage(error), 200)}`,
      { cause: error },
    )
  }
}

function readObject(file: string): Readonly<Record<string, unknown>> {
  const value = readJson(file)
  if (isRecord(value)) return value
  throw new EdgejsonError(
    'BAD_OPTION',
    `"${printable(file, 300)}" must be a JSON object of hyper-parameters.`,
  )
}
