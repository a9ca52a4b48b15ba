import Type, { type TUnsafe } from 'typebox'
import { EdgejsonError } from '../core/errors.ts'
import { type Validator, validator } from '../core/schema/checker.ts'
import { typed } from '../core/schema/typed.ts'
import type { ReasoningOption } from '../extraction/reasoning.ts'
import { BASELINE_SOURCE, type BaselineSource } from './baseline-source.ts'
import { STOP_CRITERIA, type StopCriterion } from './completion.ts'
import { FIELD_MAP, type FieldMap } from './field-map.ts'
import { GOLD_FILE, GOLD_VALUES, type GoldFile, type GoldValuesOption } from './gold-file.ts'
import { PRICES, type Prices } from './prices.ts'
import { FEW_SHOT, type FewShotOptions } from './prompt-frame.ts'
import { boolean, count, milliseconds, nullable, number, text } from './schema.ts'
import { SCORING_RECORD, type ScoringRecord } from './scoring-rules.ts'
import {
  type EnergyOptions,
  GATE_OPTIONS,
  type GateOptions,
  type LatencyOptions,
  REPORTS,
  type ReportFormat,
  THRESHOLDS,
  type Thresholds,
} from './settings.ts'

/** True for a model that a server runs. */
export function isServer(model: string): boolean {
  return /^https?:/i.test(model)
}

/** True for a GGUF file. */
export function isGguf(model: string): boolean {
  return model.endsWith('.gguf')
}

/** True for a model that a module provides. */
export function isModule(model: string): boolean {
  return /\.[mc]?[jt]s$/.test(model)
}

/** One dataset of a run, with every path absolute. */
export interface DatasetSettings {
  /** The dataset file. */
  readonly file: string
  /** Unique among the run's datasets: the file name without extension, with a number added where needed. */
  readonly name: string
  /** Path relative to the Vitest root, forward slashes; for messages and records. */
  readonly path: string
  /** Its baseline file. */
  readonly baselineFile: string
  /** The latency baseline of this machine; null without one. */
  readonly latencyFile: string | null
  /** Folder of this dataset's report and recording. */
  readonly outputDir: string
}

/** The option `engine`: a value by name; which names and values exist depends on the engine. JSON-safe. */
export type EngineSettings = Readonly<
  Record<string, string | number | boolean | Readonly<Record<string, unknown>>>
>

/** The option `latency` after defaults; `machine` is null where the machine has no label. */
export interface LatencySettings extends Required<Omit<LatencyOptions, 'machine'>> {
  readonly machine: string | null
}

/** The sample where the option `latency` does not set it. */
export const DEFAULT_SAMPLE: Pick<LatencySettings, 'sample' | 'warmUp'> = { sample: 20, warmUp: 2 }

/** The option `energy` after defaults. */
export type EnergySettings = Readonly<Required<EnergyOptions>>

/**
 * The plugin's options after defaults, environment and validation, shared by worker and reporter. JSON-safe.
 */
export interface ProjectSettings {
  /** Name of the Vitest project and of the baseline. */
  readonly name: string
  /** The Vitest root. */
  readonly root: string
  /** The option `model`, or `EDGEJSON_MODEL`. */
  readonly model: string
  /** True when `EDGEJSON_MODEL` names the model: the options under `engine` were then written for another one. */
  readonly modelFromEnv: boolean
  /** The datasets, in their order. */
  readonly datasets: readonly DatasetSettings[]
  /** Folder of JSON Schemas; `edgejson` for the packaged ones; null: those, for the benchmark's own lines only. */
  readonly schemas: string | null
  /** The option `schema`, the name of the schema of lines that name none; null where it is not set. */
  readonly schema: string | null
  /** Patterns of the schemas that may be matched by backtracking. */
  readonly backtrackingPatterns: readonly string[]
  /** The option `fields`; null where it is not set. */
  readonly fields: FieldMap | null
  /** The option `gold`, its path absolute; null where it is not set. */
  readonly gold: GoldFile | null
  /** The option `goldValues`. */
  readonly goldValues: GoldValuesOption
  /** The option `template`; of a module, its absolute path. */
  readonly template: string
  /** SHA-256, hex, of the template module; null without one. */
  readonly templateModule: string | null
  /** The option `system`; null where it is not set. */
  readonly system: string | null
  /** The option `examples`, its path absolute; null where it is not set. */
  readonly examples: FewShotOptions | null
  /** Token limit of a completion. */
  readonly maxNewTokens: number
  /** The stop criterion. */
  readonly stop: StopCriterion
  /** Null: the default markers. */
  readonly reasoning: ReasoningOption | null
  /** Completions requested for each example. */
  readonly repeats: number
  /** Time limit of one completion in milliseconds, queueing excluded. */
  readonly timeoutMs: number
  /** Time limit of user code, such as an assertion or the start of an engine module, in milliseconds: no sequences share it. */
  readonly codeTimeoutMs: number
  /** Requests in flight at once. */
  readonly concurrency: number
  /** The option `engine`. */
  readonly engine: EngineSettings
  /** First examples of each dataset to run; null: all. */
  readonly limit: number | null
  /** Absolute path of the assertion module; null: exact match. */
  readonly assertion: string | null
  /** `all`, `none`, or the absolute path of a redaction module. */
  readonly texts: string
  /** What a miss does to its test. */
  readonly misses: 'gate' | 'fail' | 'pass'
  /** True: a lost example fails its test. */
  readonly perExample: boolean
  /** False where the option `gate` is false. */
  readonly gated: boolean
  /** Rules of the gate. */
  readonly gate: GateOptions
  /** The option `baseline`; null: the baseline files. */
  readonly baseline: BaselineSource | null
  /** The option `thresholds`. */
  readonly thresholds: Thresholds
  /** The option `prices`; null where it is not set. */
  readonly prices: Prices | null
  /** The scoring rules; null where there are none. */
  readonly scoring: ScoringRecord | null
  /** Null if the option is not set: then nothing is measured and the report has no latency gate. */
  readonly latency: LatencySettings | null
  /** Null if the option is not set. */
  readonly energy: EnergySettings | null
  /** Written next to `report.json` and `junit.xml`, for the whole run. */
  readonly reports: readonly ReportFormat[]
  /** Folder of the outputs of the whole run. */
  readonly outputDir: string
  /** `resume`: also reuse completions of a model without a content hash that an interrupted run left. */
  readonly record: boolean | 'resume'
  /** `EDGEJSON_RUN_ID`: equal for all attempts of one run; null if not set. */
  readonly runId: string | null
  /** The user's name for this machine (`EDGEJSON_MACHINE`, `latency.machine`), null when there is none. */
  readonly machine: string | null
}

/** The options that judge and report a run, of the project that ran the shard. Paths are relative to the Vitest root. */
export type JudgeSettings = Pick<
  ProjectSettings,
  | 'name'
  | 'datasets'
  | 'misses'
  | 'perExample'
  | 'gated'
  | 'gate'
  | 'baseline'
  | 'thresholds'
  | 'prices'
  | 'latency'
  | 'energy'
  | 'reports'
  | 'outputDir'
>

const marker = Type.String({ minLength: 1 })

export const REASONING: TUnsafe<ReasoningOption> = typed<ReasoningOption>()(
  Type.Union(
    [
      Type.Object(
        { start: marker, end: marker, opened: Type.Optional(boolean) },
        { additionalProperties: false },
      ),
      Type.Literal(false),
    ],
    {
      rule: "{ start, end } with two different texts, such as { start: '[THINK]', end: '[/THINK]' }, or false",
    },
  ),
)

export const ENGINE_MEMBERS: TUnsafe<ProjectSettings['engine']> = typed<ProjectSettings['engine']>()(
  Type.Record(
    Type.String(),
    Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Record(Type.String(), Type.Unknown())], {
      rule: 'a string, a number, true, false or an object',
    }),
    { rule: 'an object of engine options, such as { threads: 4 }' },
  ),
)

export const MISSES: TUnsafe<ProjectSettings['misses']> = typed<ProjectSettings['misses']>()(
  Type.Enum(['gate', 'fail', 'pass']),
)

export const RECORD: TUnsafe<ProjectSettings['record']> = typed<ProjectSettings['record']>()(
  Type.Union([boolean, Type.Literal('resume')], { rule: "true, false or 'resume'" }),
)

const DATASET_SETTINGS: TUnsafe<DatasetSettings> = typed<DatasetSettings>()(
  Type.Object({
    file: text,
    name: text,
    path: text,
    baselineFile: text,
    latencyFile: nullable(text),
    outputDir: text,
  }),
)

const LATENCY_SETTINGS: TUnsafe<LatencySettings> = typed<LatencySettings>()(
  Type.Object({ machine: nullable(text), sample: count, warmUp: count, margin: number, fail: boolean }),
)

const ENERGY_SETTINGS: TUnsafe<EnergySettings> = typed<EnergySettings>()(
  Type.Object({ probe: text, idle: number, margin: number, fail: boolean }),
)

const JUDGED = {
  name: text,
  datasets: Type.Array(DATASET_SETTINGS, { minItems: 1 }),
  misses: MISSES,
  perExample: boolean,
  gated: boolean,
  gate: GATE_OPTIONS,
  baseline: nullable(BASELINE_SOURCE),
  thresholds: THRESHOLDS,
  prices: nullable(PRICES),
  latency: nullable(LATENCY_SETTINGS),
  energy: nullable(ENERGY_SETTINGS),
  reports: REPORTS,
  outputDir: text,
}

export const JUDGE_SETTINGS: TUnsafe<JudgeSettings> = typed<JudgeSettings>()(Type.Object(JUDGED))

const fault: Validator = validator(
  typed<ProjectSettings>()(
    Type.Object({
      ...JUDGED,
      root: text,
      model: text,
      modelFromEnv: boolean,
      schemas: nullable(text),
      schema: nullable(text),
      backtrackingPatterns: Type.Array(text),
      fields: nullable(FIELD_MAP),
      gold: nullable(GOLD_FILE),
      goldValues: GOLD_VALUES,
      template: text,
      templateModule: nullable(text),
      system: nullable(text),
      examples: nullable(FEW_SHOT),
      maxNewTokens: count,
      stop: Type.Enum([...STOP_CRITERIA]),
      reasoning: nullable(REASONING),
      repeats: count,
      timeoutMs: milliseconds,
      codeTimeoutMs: milliseconds,
      concurrency: count,
      engine: ENGINE_MEMBERS,
      limit: nullable(count),
      assertion: nullable(text),
      texts: text,
      scoring: nullable(SCORING_RECORD),
      record: RECORD,
      runId: nullable(text),
      machine: nullable(text),
    }),
  ),
)

/**
 * The settings that the Vitest process provided to a worker.
 *
 * @throws {EdgejsonError} `BAD_OPTION` with path, value and rule of the first fault: there are none outside the plugin's
 * project, and a `provide` of the user's configuration can replace them.
 */
export function parseProjectSettings(value: unknown): ProjectSettings {
  const found = fault(value, { noun: 'member', of: ' of the provided value "edgejson"' })
  if (found === null) return value as ProjectSettings
  throw new EdgejsonError(
    'BAD_OPTION',
    `${found} Only the plugin provides that value: run the dataset in the project of edgejson(), and remove "edgejson" ` +
      'from `test.provide` of the configuration.',
  )
}
