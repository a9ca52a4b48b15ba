import { existsSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError } from '../core/errors.ts'
import { forwardSlashes } from '../core/forward-slashes.ts'
import { isRecord } from '../core/json/json.ts'
import { packageInfo } from '../core/package-info.ts'
import { quoted } from '../core/printable.ts'
import { addSecretsOfEngine, addSecretsOfEnvironment } from '../core/secrets.ts'
import { PACKAGED_SCHEMAS } from '../dataset/index.ts'
import { OWN_METRIC } from '../records/gate-metric.ts'
import type { DatasetSettings, ProjectSettings } from '../records/project-settings.ts'
import { resolveBaseline } from './baseline-option.ts'
import { checkOptions } from './check-options.ts'
import { resolveEnergy } from './energy-option.ts'
import { resolveLatency } from './latency-option.ts'
import {
  defaultConcurrency,
  defaultTimeoutMs,
  type MachineResources,
  machineResources,
  TIMEOUT_MS,
} from './machine-defaults.ts'
import type { EdgejsonOptions } from './options.ts'
import { resolveScoring } from './scoring-option.ts'
import { resolveTemplate } from './template-option.ts'

type Environment = Readonly<Record<string, string | undefined>>

const PACKAGED_DATASET = path.join(packageInfo.root, 'fixtures', 'edgejson', 'test.jsonl')

/**
 * Options, environment and defaults → settings. Paths from options are relative to the Vitest root; paths
 * from the environment to the working folder of the user.
 */
export function resolveOptions(
  options: EdgejsonOptions,
  root: string,
  env: Environment = process.env,
  cwd: string = process.cwd(),
  machine: MachineResources = machineResources(),
): ProjectSettings {
  addSecretsOfEnvironment(env)
  // Before the validation, whose messages quote values.
  if (isRecord(options) && isRecord(options.engine)) addSecretsOfEngine(options.engine)
  checkOptions(options)
  checkMetric(options)
  const name = options.name ?? 'edgejson'
  const model = resolveModel(options, root, env, cwd)
  const concurrency = options.concurrency ?? defaultConcurrency(model, options.engine ?? {}, machine)
  const outputDir = resolveOutputDir(options, name, root, env, cwd)
  const label = nonEmpty(env.EDGEJSON_MACHINE)
  const latency = resolveLatency(options.latency, label)
  const datasets = resolveDatasets(options, { name, outputDir, latency, root, env, cwd })
  return {
    name,
    root,
    model,
    modelFromEnv: nonEmpty(env.EDGEJSON_MODEL) !== undefined,
    datasets,
    schemas: resolveSchemas(options, root),
    schema: options.schema ?? null,
    backtrackingPatterns: options.backtrackingPatterns ?? [],
    fields: options.fields ? { ...options.fields } : null,
    gold: resolveGold(options, root),
    goldValues: options.goldValues ?? 'required',
    ...resolveTemplate(options, root),
    system: options.system ?? null,
    examples:
      options.examples === undefined
        ? null
        : { ...options.examples, file: path.resolve(root, options.examples.file) },
    maxNewTokens: options.maxNewTokens ?? 2048,
    stop: options.stop ?? 'json_complete',
    reasoning: options.reasoning ?? null,
    repeats: options.repeats ?? 1,
    timeoutMs: options.timeout ?? defaultTimeoutMs(model, concurrency, machine),
    codeTimeoutMs: options.timeout ?? TIMEOUT_MS,
    concurrency,
    engine: options.engine ?? {},
    limit: resolveLimit(options, env),
    assertion: options.assertion === undefined ? null : path.resolve(root, options.assertion),
    texts: resolveTexts(options, root),
    misses: options.misses ?? 'gate',
    perExample: options.perExample ?? false,
    gated: options.gate !== false,
    gate: options.gate || {},
    baseline: resolveBaseline(options, { name, datasets, root }),
    scoring: resolveScoring(options.scoring, root),
    thresholds: options.thresholds ?? {},
    prices: resolvePrices(options),
    latency,
    energy: resolveEnergy(options.energy),
    reports: [...new Set(options.reports)],
    outputDir,
    record: options.record ?? true,
    runId: nonEmpty(env.EDGEJSON_RUN_ID) ?? null,
    machine: label ?? latency?.machine ?? null,
  }
}

/** The mode `task` exists under scoring rules only, and the own metric with its module. */
function checkMetric({ gate, scoring }: EdgejsonOptions): void {
  const metric = gate ? gate.metric : undefined
  if (metric === OWN_METRIC && scoring?.metric === undefined) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option gate.metric is ${quoted(metric)}, but there is no module; set scoring.metric, or choose another metric.`,
    )
  }
  if (metric === undefined || !metric.startsWith('task.') || (scoring?.rules ?? []).length > 0) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `option gate.metric is ${quoted(metric)}, but there are no scoring rules; set scoring.rules, or choose another mode.`,
  )
}

/** A ceiling of the cost without prices could never be judged. */
function resolvePrices({ prices, thresholds }: EdgejsonOptions): ProjectSettings['prices'] {
  if (thresholds?.cost === undefined || prices !== undefined) return prices ?? null
  throw new EdgejsonError(
    'BAD_OPTION',
    'option thresholds.cost is set, but there are no prices; set the option prices, such as { input: 0.15, output: 0.6 } per million ' +
      'tokens.',
  )
}

/** An empty variable counts as not set: CI systems pass unset variables that way. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

function resolveSchemas({ schemas }: EdgejsonOptions, root: string): string | null {
  if (schemas === undefined) return null
  return schemas === PACKAGED_SCHEMAS ? schemas : path.resolve(root, schemas)
}

function resolveTexts({ texts = 'all' }: EdgejsonOptions, root: string): string {
  return texts === 'all' || texts === 'none' ? texts : path.resolve(root, texts)
}

/** Ids of several datasets would be joined to one file, and each would have the others' as extra ids. */
function resolveGold({ gold, datasets }: EdgejsonOptions, root: string): ProjectSettings['gold'] {
  if (gold === undefined) return null
  if (datasets === undefined || [datasets].flat().length !== 1) {
    throw new EdgejsonError(
      'BAD_OPTION',
      'option gold needs one dataset in the option datasets; add a project with edgejson() for each dataset and its gold file.',
    )
  }
  return { ...gold, file: path.resolve(root, gold.file) }
}

function resolveOutputDir(
  options: EdgejsonOptions,
  name: string,
  root: string,
  env: Environment,
  cwd: string,
): string {
  const fromEnv = nonEmpty(env.EDGEJSON_OUTPUT_DIR)
  const base = fromEnv ? path.resolve(cwd, fromEnv) : path.resolve(root, options.outputDir ?? '.edgejson')
  // Several projects of one config must not overwrite each other's reports.
  return name === 'edgejson' ? base : path.join(base, name)
}

function resolveModel(options: EdgejsonOptions, root: string, env: Environment, cwd: string): string {
  const fromEnv = nonEmpty(env.EDGEJSON_MODEL)
  if (fromEnv) return anchor(explicitPath(fromEnv, cwd, root), cwd, root)
  return anchor(options.model ?? 'builtin', root, root)
}

/**
 * Adds `./` to a path without it (`models/mine`, `engine.mjs`) if the file exists, relative to the working
 * folder. Otherwise the text is the name of an engine or a hub id.
 */
function explicitPath(specifier: string, cwd: string, root: string): string {
  if (/^(?:builtin|rules)$|^(?:replay|https?|file):/i.test(specifier)) return specifier
  const isThere = existsSync(path.resolve(cwd, specifier))
  if (isThere || /\.(?:[cm]?[jt]s|onnx)$/.test(specifier)) return path.resolve(cwd, specifier)
  // Later a name without `./` is resolved from the root, which is not what the user typed.
  if (path.resolve(cwd) !== path.resolve(root) && existsSync(path.resolve(root, specifier))) {
    const fromCwd = forwardSlashes(path.relative(cwd, path.resolve(root, specifier)))
    throw new EdgejsonError(
      'BAD_OPTION',
      `EDGEJSON_MODEL is ${quoted(specifier)}; paths in variables count from the working folder, where it does not ` +
        `exist. Write ${quoted(fromCwd)} for the one under the root of the Vitest config.`,
    )
  }
  return specifier
}

/**
 * Makes the path inside a model specifier relative to the root; names, hub ids and URLs stay unchanged.
 * Relative, because recordings and reports contain it, and should not contain the folders of a machine.
 */
function anchor(specifier: string, base: string, root: string): string {
  const replay = 'replay:'
  if (specifier.startsWith(replay)) return replay + fromRoot(specifier.slice(replay.length), base, root)
  const isPath = path.isAbsolute(specifier) || /^\.{1,2}([/\\]|$)/.test(specifier)
  return isPath ? fromRoot(specifier, base, root) : specifier
}

function fromRoot(file: string, base: string, root: string): string {
  const relative = path.relative(root, path.resolve(base, file))
  // On Windows there is no relative path from one drive to another.
  if (path.isAbsolute(relative)) return relative
  const slashed = forwardSlashes(relative)
  return slashed.startsWith('.') ? slashed : `./${slashed}`
}

function resolveDatasets(
  options: EdgejsonOptions,
  {
    name,
    outputDir,
    latency,
    root,
    env,
    cwd,
  }: Pick<ProjectSettings, 'name' | 'outputDir' | 'latency' | 'root'> & { env: Environment; cwd: string },
): DatasetSettings[] {
  const fromEnv = nonEmpty(env.EDGEJSON_DATASET)
  const given = options.datasets === undefined ? [PACKAGED_DATASET] : [options.datasets].flat()
  const files = fromEnv
    ? fromEnv
        .split(',')
        .map((file) => file.trim())
        .filter((file) => file !== '')
        .map((file) => path.resolve(cwd, file))
    : given.map((file) => path.resolve(root, file))
  if (files.length === 0) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `EDGEJSON_DATASET is ${quoted(fromEnv)}; it must name at least one JSONL file.`,
    )
  }
  const twice = files.find((file, index) => files.indexOf(file) !== index)
  if (twice) throw new EdgejsonError('BAD_OPTION', `datasets names ${quoted(twice)} twice; once is enough.`)

  const stems = files.map((file) => path.basename(file).replace(/\.[^.]+$/, ''))
  const names = uniqueNames(stems)
  const datasets = files.map((file, index) => {
    const datasetName = names[index] as string
    const baseline = path.join(baselineFolder(options, file, root), `${stems[index]}.${name}`)
    const machine = latency?.machine ?? null
    return {
      file,
      name: datasetName,
      path: forwardSlashes(path.relative(root, file)),
      baselineFile: `${baseline}.baseline.jsonl`,
      latencyFile: machine === null ? null : `${baseline}.${machine}.latency.jsonl`,
      outputDir: files.length === 1 ? outputDir : path.join(outputDir, datasetName),
    }
  })
  refuseSharedBaseline(datasets)
  return datasets
}

function refuseSharedBaseline(datasets: readonly DatasetSettings[]): void {
  const owners = new Map<string, DatasetSettings>()
  for (const dataset of datasets) {
    const other = owners.get(dataset.baselineFile)
    if (other !== undefined) {
      throw new EdgejsonError(
        'BAD_OPTION',
        `the datasets ${quoted(other.path)} and ${quoted(dataset.path)} would share the baseline ` +
          `${quoted(dataset.baselineFile)}. Rename one file, or leave baselineDir out: baselines are then next to ` +
          'their datasets.',
      )
    }
    owners.set(dataset.baselineFile, dataset)
  }
}

function baselineFolder(options: EdgejsonOptions, file: string, root: string): string {
  if (options.baselineDir !== undefined) return path.resolve(root, options.baselineDir)
  // A baseline is committed with the project; node_modules is not.
  const installed = file.split(path.sep).includes('node_modules')
  return installed ? path.join(root, 'edgejson-baselines') : path.dirname(file)
}

function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((name) => {
    let candidate = name
    for (let n = 2; used.has(candidate); n++) candidate = `${name}-${n}`
    used.add(candidate)
    return candidate
  })
}

function resolveLimit(options: EdgejsonOptions, env: Environment): number | null {
  const fromEnv = nonEmpty(env.EDGEJSON_LIMIT)
  if (fromEnv === undefined) return options.limit ?? null
  const limit = Number(fromEnv)
  if (!Number.isInteger(limit) || limit < 1) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `EDGEJSON_LIMIT is ${quoted(fromEnv)}; it must be a whole number of at least 1. Unset it to run every example.`,
    )
  }
  return limit
}
