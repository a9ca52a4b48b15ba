import Type from 'typebox'
import { type Checker, checker } from '../core/schema/checker.ts'
import { typed } from '../core/schema/typed.ts'
import { CONSTRAINT_RECORD, type ConstraintRecord } from './constraint.ts'
import { ENERGY_RECORD, type EnergyRecord } from './energy.ts'
import { FIELD_MAP, type FieldMap } from './field-map.ts'
import { FINGERPRINT, type Fingerprint } from './fingerprint.ts'
import { LATENCY_RECORD, type LatencyRecord } from './latency.ts'
import { MACHINE, type Machine } from './machine.ts'
import { MODEL_INFO, type ModelInfo } from './model-info.ts'
import { PROMPT_RECORD, type PromptRecord } from './prompt-record.ts'
import { GENERATION_SPAN, type GenerationSpan } from './run-latency.ts'
import { boolean, count, nullable, pair, text } from './schema.ts'
import { SCORING_RECORD, type ScoringRecord } from './scoring-rules.ts'
import { THROTTLING, type Throttling } from './throttling.ts'

/**
 * The record of a generated test module about its run, once, in the module's `meta().edgejson`. JSON-safe.
 * The reporter joins it with the {@link CaseMeta} of the module's tests.
 */
export interface RunMeta {
  /** Version of this record. */
  readonly version: 1
  /** The plugin's `name` option. */
  readonly name: string
  /** The dataset file of the module. */
  readonly dataset: {
    /** File name without extension. */
    readonly name: string
    /** Path relative to the Vitest root, with forward slashes. */
    readonly path: string
    readonly sha256: string
    /** Examples in the whole file, also if this module runs a shard of it. */
    readonly examples: number
  }
  /** The option `fields`, the field map of the dataset. */
  readonly fields: FieldMap | null
  /** The option `schema`; absent where it is not set. */
  readonly schema?: string
  /** SHA-256, hex, of the available JSON Schemas, independent of their formatting. */
  readonly schemasSha256: string
  /** The shard of the dataset, `[1-based index, count]`; null if the module has all of it. */
  readonly part: readonly [number, number] | null
  /** Index of `--shard`; null without. */
  readonly shard: number | null
  /** True when some tests of the module were filtered out (`-t`, `file:line`, tags). */
  readonly filtered: boolean
  /** The `limit` option, when it cut the dataset. */
  readonly limit: number | null
  /** Null if the engine could not be loaded; `failure` has the reason. */
  readonly model: ModelInfo | null
  /** Settings that must be equal for two runs to be compared. */
  readonly fingerprint: Fingerprint
  /** Where the tests run. */
  readonly machine: Machine
  /** True when completions come from a recording and no model runs. */
  readonly replayed: boolean
  /** Requests in flight at once. */
  readonly concurrency: number
  /** One for each module that generated; empty without a live completion. */
  readonly generation: readonly GenerationSpan[]
  /** Largest resident memory of the model's process, in bytes; null or absent where it is not measured. */
  readonly peakMemoryBytes?: number | null
  /** How many completions came from the recording of an interrupted run. */
  readonly resumed: number
  /** Notes on this run, e.g. that a half-written recording was dropped. */
  readonly notes: readonly string[]
  /** How outputs were constrained, and what that leaves out; absent for free output. */
  readonly constraint?: ConstraintRecord
  /** The scoring rules; absent where there are none. */
  readonly scoring?: ScoringRecord
  /** The sample of the latency baseline; absent where the option `latency` is not set. */
  readonly latency?: LatencyRecord
  /** What the machine said of its clock before and after; absent where it says nothing, or no model runs here. */
  readonly throttling?: Throttling
  /** The energy of that sample; absent where the option `energy` is not set. */
  readonly energy?: EnergyRecord
  /**
   * The rendered prompt of an example with `{prompt}` in place of its text; absent where prompts differ in more than that, or
   * the option `texts` is set.
   */
  readonly prompt?: PromptRecord
  /** Set where the option `texts` keeps or redacts the texts of examples. */
  readonly texts?: 'withheld' | 'redacted'
  /** Why no request could be sent; null if the engine was loaded. */
  readonly failure: string | null
}

const check: Checker<RunMeta> = checker(
  typed<RunMeta>()(
    Type.Object({
      version: Type.Literal(1),
      name: text,
      dataset: Type.Object({ name: text, path: text, sha256: text, examples: count }),
      fields: nullable(FIELD_MAP),
      schema: Type.Optional(text),
      schemasSha256: text,
      part: nullable(pair(count)),
      shard: nullable(count),
      filtered: boolean,
      limit: nullable(count),
      model: nullable(MODEL_INFO),
      fingerprint: FINGERPRINT,
      machine: MACHINE,
      replayed: boolean,
      concurrency: count,
      generation: Type.Array(GENERATION_SPAN),
      peakMemoryBytes: Type.Optional(nullable(count)),
      resumed: count,
      notes: Type.Array(text),
      constraint: Type.Optional(CONSTRAINT_RECORD),
      scoring: Type.Optional(SCORING_RECORD),
      latency: Type.Optional(LATENCY_RECORD),
      throttling: Type.Optional(THROTTLING),
      energy: Type.Optional(ENERGY_RECORD),
      prompt: Type.Optional(PROMPT_RECORD),
      texts: Type.Optional(Type.Enum(['withheld', 'redacted'])),
      failure: nullable(text),
    }),
  ),
)

/**
 * What a generated module left in its `meta().edgejson`.
 *
 * @param source what the value is, for messages
 * @throws {EdgejsonError} `BAD_REPORT` with path, value and rule of the first fault.
 */
export function parseRunMeta(value: unknown, source: string): RunMeta {
  return check(value, { code: 'BAD_REPORT', noun: 'field', of: ` of ${source}` })
}
