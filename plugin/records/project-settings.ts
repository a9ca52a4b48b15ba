import type { ReasoningOption } from '../extraction/reasoning.ts'
import type { StopCriterion } from './completion.ts'
import type { GateOptions, LatencyOptions, ReportFormat, Thresholds } from './settings.ts'

/** One dataset of a run, with every path absolute. */
export interface DatasetSettings {
  readonly file: string
  /** Unique among the run's datasets: the file name without extension, with a number added where needed. */
  readonly name: string
  /** Path relative to the Vitest root, forward slashes; for messages and records. */
  readonly path: string
  readonly baselineFile: string
  /** The latency baseline of this machine; null when none is kept. */
  readonly latencyFile: string | null
  /** Folder of this dataset's report and recording. */
  readonly outputDir: string
}

/** The option `latency` after defaults; `machine` is null where the machine has no label. */
export interface LatencySettings extends Required<Omit<LatencyOptions, 'machine'>> {
  readonly machine: string | null
}

/** The plugin's options after defaults, environment and validation: what worker and reporter agree on. JSON-safe. */
export interface ProjectSettings {
  readonly name: string
  readonly root: string
  readonly model: string
  /** True when `EDGEJSON_MODEL` names the model: the options under `engine` were then written for another one. */
  readonly modelFromEnv: boolean
  readonly datasets: readonly DatasetSettings[]
  /** Folder of JSON Schemas; `edgejson` for the packaged ones; null: those, for the benchmark's own lines only. */
  readonly schemas: string | null
  /** Patterns of the schemas that may be matched by backtracking. */
  readonly backtrackingPatterns: readonly string[]
  readonly fields: Readonly<Record<string, string>> | null
  readonly template: string
  readonly maxNewTokens: number
  readonly stop: StopCriterion
  /** Null: the default markers. */
  readonly reasoning: ReasoningOption | null
  readonly timeoutMs: number
  /** Requests in flight at once. */
  readonly concurrency: number
  readonly engine: Readonly<Record<string, string | number | boolean>>
  readonly limit: number | null
  readonly assertion: string | null
  readonly misses: 'gate' | 'fail' | 'pass'
  readonly perExample: boolean
  /** False where the option `gate` is false. */
  readonly gated: boolean
  readonly gate: GateOptions
  readonly thresholds: Thresholds
  /** Null when the option is not set: then nothing is measured and nothing said of it. */
  readonly latency: LatencySettings | null
  /** Written beside `report.json` and `junit.xml`, for the whole run. */
  readonly reports: readonly ReportFormat[]
  /** Folder of what belongs to the whole run. */
  readonly outputDir: string
  /** `resume`: also reuse completions of a model without a content hash that an interrupted run left. */
  readonly record: boolean | 'resume'
  /** `EDGEJSON_RUN_ID`: equal for all attempts of one run; null when not set. */
  readonly runId: string | null
  /** The user's name for this machine (`EDGEJSON_MACHINE`, `latency.machine`), null when there is none. */
  readonly machine: string | null
}
