import Type from 'typebox'
import { type Checker, checker } from '../core/schema/checker.ts'
import { typed } from '../core/schema/typed.ts'
import { CONSTRAINT_RECORD, type ConstraintRecord } from './constraint.ts'
import { FINGERPRINT, type Fingerprint } from './fingerprint.ts'
import { LATENCY_RECORD, type LatencyRecord } from './latency.ts'
import { MACHINE, type Machine } from './machine.ts'
import { MODEL_INFO, type ModelInfo } from './model-info.ts'
import { GENERATION_SPAN, type GenerationSpan } from './run-latency.ts'
import { boolean, count, dictionary, nullable, pair, text } from './schema.ts'

/**
 * What a generated test module says about its run, once, in the module's `meta().edgejson`. JSON-safe.
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
    /** Examples in the whole file, whatever part of it this module runs. */
    readonly examples: number
  }
  /** The option `fields`: which fields of a line hold what. */
  readonly fields: Readonly<Record<string, string>> | null
  /** SHA-256, hex, of the JSON Schemas at hand, whatever their files are formatted like. */
  readonly schemasSha256: string
  /** The shard's part of the dataset, `[1-based index, count]`; null when the module holds all of it. */
  readonly part: readonly [number, number] | null
  /** Index of `--shard`; null without. */
  readonly shard: number | null
  /** True when some tests of the module were filtered out (`-t`, `file:line`, tags). */
  readonly filtered: boolean
  /** The `limit` option, when it cut the dataset. */
  readonly limit: number | null
  /** Null when the engine could not be loaded; `failure` then says why. */
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
  /** How many answers came from the recording of an earlier run that was cut off. */
  readonly resumed: number
  /** What a person should know of this run: a half-written recording was dropped, and the like. */
  readonly notes: readonly string[]
  /** How outputs were constrained, and what that leaves out; absent for free output. */
  readonly constraint?: ConstraintRecord
  /** The sample of the latency baseline; absent where the option `latency` is not set. */
  readonly latency?: LatencyRecord
  /** Why nothing could be asked at all; null when the engine is there. */
  readonly failure: string | null
}

const check: Checker<RunMeta> = checker(
  typed<RunMeta>()(
    Type.Object({
      version: Type.Literal(1),
      name: text,
      dataset: Type.Object({ name: text, path: text, sha256: text, examples: count }),
      fields: nullable(dictionary(text)),
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
      resumed: count,
      notes: Type.Array(text),
      constraint: Type.Optional(CONSTRAINT_RECORD),
      latency: Type.Optional(LATENCY_RECORD),
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
