import type { PromptTemplateOption } from '../dataset/index.ts'
import type { ReasoningOption } from '../extraction/reasoning.ts'
import type { StopCriterion } from '../records/completion.ts'
import type { FieldMap } from '../records/field-map.ts'
import type { GoldFile, GoldValuesOption } from '../records/gold-file.ts'
import type { Prices } from '../records/prices.ts'
import type { EngineSettings } from '../records/project-settings.ts'
import type { FewShotOptions } from '../records/prompt-frame.ts'
import type { ScoringOptions } from '../records/scoring-rules.ts'
import type {
  EnergyOptions,
  GateOptions,
  LatencyOptions,
  ReportFormat,
  Thresholds,
} from '../records/settings.ts'

/** Options of the plugin. Everything has a default; `edgejson()` alone runs the packaged benchmark. */
export interface EdgejsonOptions {
  /** Name of the Vitest project and of the baseline. Default `edgejson`. Give each of several models its own. */
  readonly name?: string
  /**
   * What completes the prompts: `builtin` (the nano model in this package), a model folder (Hugging Face layout, ONNX),
   * a hub id, an `http(s)://…/v1` server, `replay:FILE`, `rules` (the rule-based baseline), or a module that exports
   * an engine. `EDGEJSON_MODEL` overrides it. Default `builtin`.
   */
  readonly model?: string
  /**
   * Dataset file(s): JSONL, a JSON array (`.json`), CSV (`.csv`, `.tsv`) or Parquet (`.parquet`), relative to the Vitest root.
   * `EDGEJSON_DATASET` (comma-separated) overrides. Default: the packaged test split.
   */
  readonly datasets?: string | readonly string[]
  /**
   * Folder of JSON Schemas, or `edgejson` for the packaged 25. Default: the packaged ones, for the benchmark's own lines
   * (id `edgejson_<schema>_…`) only.
   */
  readonly schemas?: string
  /** Name of the JSON Schema of lines that name none. Default: none, or the schema in the header of the dataset. */
  readonly schema?: string
  /**
   * Patterns of the schemas, as written there, that may be matched by backtracking, in unbounded time,
   * because they need look-ahead or back-references; see docs/reference/json-schema.md. Default none: such a
   * schema is rejected.
   */
  readonly backtrackingPatterns?: readonly string[]
  /**
   * Which fields of a line hold what, for datasets in another format: keys and paths, see docs/guide/your-dataset.md.
   * Default: EdgeJSON's names.
   */
  readonly fields?: FieldMap
  /** Expected values in a file of their own, joined by id; for one dataset. Default: they are in the lines. */
  readonly gold?: GoldFile
  /**
   * `official`, `chat`, a text with `{prompt}` and optionally `{schema}` and `{schema_id}` in it, or the path of a module, see
   * `RenderTemplate`. Default `official`.
   */
  readonly template?: PromptTemplateOption
  /**
   * `optional`: a line without an expected value is an example that is scored on schema compliance alone. Default
   * `required`: it is a broken line.
   */
  readonly goldValues?: GoldValuesOption
  /** A system prompt, in which `{schema}` and `{schema_id}` may occur; it makes every prompt a conversation. Default: none. */
  readonly system?: string
  /** Few-shot examples: solved examples of another file in front of every prompt. Default: none. */
  readonly examples?: FewShotOptions
  /** Token limit of a completion; the context may leave fewer. Default 2048. */
  readonly maxNewTokens?: number
  /**
   * `json_complete` ends a completion once its JSON value is closed and something else follows; `eos` waits for the
   * end token of the model. Default `json_complete`.
   */
  readonly stop?: StopCriterion
  /**
   * Texts that begin and end a reasoning block, which never contains the value; `false` for none. Default:
   * `<think>…</think>` and harmony channels.
   */
  readonly reasoning?: ReasoningOption
  /**
   * Completions of each example: all must be right, and the report shows pass rate, flip rate and pass^k. For engines that sample,
   * and servers that are not deterministic; at most 100. Default 1.
   */
  readonly repeats?: number
  /**
   * Time limit of one completion in milliseconds, queueing excluded. Default 300,000; for a model on this machine times the number
   * of sequences for each core.
   */
  readonly timeout?: number
  /** Requests in flight at once. Default: by the kind of engine, for ONNX also by cores and memory; see docs/reference/options.md. */
  readonly concurrency?: number
  /** Settings for the engine, such as `dtype`, `threads` or `modelName`, JSON-safe; see docs/reference/options.md. Default: none. */
  readonly engine?: EngineSettings
  /** Only the first N examples of each dataset; such a run is not gated. `EDGEJSON_LIMIT` overrides. Default: all. */
  readonly limit?: number
  /** Module whose default export is an `Assertion` that replaces the default one. Default: exact match. */
  readonly assertion?: string
  /**
   * Texts of examples in reports, in the output of Vitest and in all other files but the recording: `all`, `none`, or a
   * module whose default export redacts a text (`Redact`). Default `all`.
   */
  readonly texts?: 'all' | 'none' | (string & {})
  /**
   * What a miss does to its test: `gate` skips it with a note and lets the gate decide, `fail` fails it, `pass` passes
   * it. Default `gate`.
   */
  readonly misses?: 'gate' | 'fail' | 'pass'
  /**
   * Like strict snapshots: an example that was exact in the baseline and is missed now fails its test.
   * Default false.
   */
  readonly perExample?: boolean
  /** Rules of the gate; `false` declares that the project is not gated: nothing is compared, also in CI. Default: those of `GateOptions`. */
  readonly gate?: GateOptions | false
  /**
   * Rules by path for what counts as right: order of lists, tolerances, dates, ignored fields and more; see
   * docs/reference/scoring-rules.md. Tests, gate and reports then follow the mode `task`. Default: typed equality.
   */
  readonly scoring?: ScoringOptions
  /** Lowest scores and highest latencies that a run may have; a run that breaks one exits with 1. Default: none. */
  readonly thresholds?: Thresholds
  /** What a million tokens of prompts and of completions cost: reports then have the cost of the run and of its examples. Default: none. */
  readonly prices?: Prices
  /** Compare the latency of a fixed sample with this machine's own baseline; see docs/guide/latency.md. Default: not measured. */
  readonly latency?: LatencyOptions
  /** Measure the joules of the latency sample with a probe; see docs/guide/energy.md. Default: not measured. */
  readonly energy?: EnergyOptions
  /**
   * Written next to `report.json` and `junit.xml`: `html`, `markdown`, `csv`, `jsonl`; see
   * docs/reference/output-files.md. Default none.
   */
  readonly reports?: readonly ReportFormat[]
  /** Folder of the reports, relative to the root. `EDGEJSON_OUTPUT_DIR` overrides it. Default `.edgejson`. */
  readonly outputDir?: string
  /**
   * What runs are compared with in place of the baseline file: the `report.json` of another run (a path that ends in `.json`), or
   * `git:REF`, the baseline file as it is in a commit. Nothing is written then, with `-u` too. Default: the baseline file.
   */
  readonly baseline?: string
  /**
   * Folder of the baselines. Default: next to each dataset; for the packaged dataset `edgejson-baselines`.
   */
  readonly baselineDir?: string
  /**
   * Record every completion in `answers.jsonl`. An interrupted run resumes if the model has the same content
   * hash. `'resume'` also resumes without a content hash (a server, a module), up to 24 hours. Default true.
   */
  readonly record?: boolean | 'resume'
}
