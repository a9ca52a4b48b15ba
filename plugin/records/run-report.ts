import Type, { type TUnsafe } from 'typebox'
import { EdgejsonError } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { printable, quoted } from '../core/printable.ts'
import { type Checker, checker } from '../core/schema/checker.ts'
import { type JsonSchema, jsonSchema } from '../core/schema/definitions.ts'
import { typed } from '../core/schema/typed.ts'
import { CASE_RECORD, type CaseRecord } from './case.ts'
import type { CaseSequence } from './case-sequence.ts'
import { CONSTRAINT_RECORD, type ConstraintRecord } from './constraint.ts'
import { ENERGY, ENERGY_VERDICT, type Energy, type EnergyVerdict } from './energy.ts'
import { ERROR_CLASSES, type ErrorClass } from './error-class.ts'
import { FINGERPRINT, type Fingerprint } from './fingerprint.ts'
import { LATENCY_VERDICT, type LatencyVerdict } from './latency.ts'
import { MACHINE, type Machine } from './machine.ts'
import { MODEL_INFO, type ModelInfo } from './model-info.ts'
import { MARKS, type MarkOptions, OUTCOME, type Outcome } from './outcome.ts'
import { COST, type CostFigures } from './prices.ts'
import { PROMPT_RECORD, type PromptRecord } from './prompt-record.ts'
import { REPEAT_FIGURES, type RepeatFigures } from './repeats.ts'
import { LATENCY, type Latency } from './run-latency.ts'
import { boolean, count, dictionary, nullable, number, text } from './schema.ts'
import { SCORING_RECORD, type ScoringRecord } from './scoring-rules.ts'
import { SLICE, type Slice } from './slice.ts'
import { THROTTLING, type Throttling } from './throttling.ts'
import { VERDICT, type Verdict } from './verdict.ts'

/** Which examples ran. Only a complete run is gated and written as a baseline. */
export interface Coverage {
  /** Examples in the dataset file. */
  readonly planned: number
  /** Examples with a record in this run. */
  readonly ran: number
  readonly complete: boolean
  /** Why it is not complete: filtered, limited, sharded, interrupted; null when it is. */
  readonly reason: string | null
}

/** One model on one dataset: the record from which reports, comparisons and leaderboards are made. */
export interface RunReport {
  /** Tells this record from others. */
  readonly kind: 'edgejson-run'
  /** Version of the format. */
  readonly version: 1
  /** Package versions. */
  readonly tool: { readonly name: string; readonly version: string; readonly vitest: string | null }
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** Wall-clock milliseconds of the run; null where not known. */
  readonly durationMs: number | null
  /** The plugin's `name` option. */
  readonly name: string
  /** What is known of the model. */
  readonly model: ModelInfo
  /** Where the tests ran. */
  readonly machine: Machine
  /** Settings that must be equal for two runs to be compared. */
  readonly fingerprint: Fingerprint
  /** Name, path from the Vitest root, SHA-256 of the content and number of examples of the dataset. */
  readonly dataset: {
    readonly name: string
    readonly path: string
    readonly sha256: string
    readonly examples: number
  }
  /**
   * The rendered prompt of an example with `{prompt}` in place of its text. An example whose prompt is another one has it in
   * `rendered`.
   */
  readonly prompt?: PromptRecord
  /** Set where the option `texts` keeps or redacts the texts of examples: those of the cases are not the ones of the run. */
  readonly texts?: 'withheld' | 'redacted'
  /** Which examples ran. */
  readonly coverage: Coverage
  /** True when completions came from a recording and no model ran. */
  readonly replayed: boolean
  /** Completions reused from an interrupted run; they were measured then, on the same machine. */
  readonly resumed: number
  /** Figures of all examples. */
  readonly totals: Slice
  /** Figures by complexity. */
  readonly byComplexity: Readonly<Record<string, Slice>>
  /** Figures by the name of the schema. */
  readonly bySchema: Readonly<Record<string, Slice>>
  /** Figures by source. */
  readonly bySource: Readonly<Record<string, Slice>>
  /** Figures by the dataset's own slices: name, then value. Absent without any. */
  readonly bySlice?: Readonly<Record<string, Readonly<Record<string, Slice>>>>
  /** Misses by class (lenient). */
  readonly errorClasses: Readonly<Record<ErrorClass, number>>
  /** Figures of repeats; absent where the option `repeats` is 1. */
  readonly repeats?: RepeatFigures
  /** Times and throughput. */
  readonly latency: Latency
  /**
   * Largest resident memory of the model's process, loading included, in bytes; of shards the largest. Absent where it was not
   * measured.
   */
  readonly peakMemoryBytes?: number
  /** What the machine said of its clock before and after; absent where it says nothing, and of several shards. */
  readonly throttling?: Throttling
  /** What the completions cost; absent where the option `prices` is not set. */
  readonly cost?: CostFigures
  /** Joules of the sample; absent where the option `energy` is not set. */
  readonly energy?: Energy
  /** The scoring rules of the mode `task`; absent where there are none. */
  readonly scoring?: ScoringRecord
  /** How outputs were constrained, and what that leaves out; absent for free output. */
  readonly constraint?: ConstraintRecord
  /** Whether the official figures may stand next to published tables, and if not, why. */
  readonly officialComparable: { readonly comparable: boolean; readonly reasons: readonly string[] }
  /** The decision on the run: exit code, titles and tones of all outputs. */
  readonly outcome: Outcome
  /** Options that decide which mark a test has. */
  readonly marks: MarkOptions
  /** What the accuracy gate decided, with its figures. */
  readonly verdict: Verdict
  /** The latency gate's decision; absent where the option `latency` is not set. */
  readonly latencyGate?: LatencyVerdict
  /** The energy gate's decision; absent where the option `energy` is not set. */
  readonly energyGate?: EnergyVerdict
  /** The examples, in the order of the dataset; of a large run they are read from a file, one at a time. */
  readonly cases: CaseSequence
}

/** A report whose cases are in memory. */
export interface LoadedReport extends RunReport {
  /** The examples, in the order of the dataset. */
  readonly cases: readonly CaseRecord[]
}

const ERROR_CLASS_COUNTS: TUnsafe<Record<ErrorClass, number>> = Type.Unsafe<Record<ErrorClass, number>>(
  Type.Object(Object.fromEntries(ERROR_CLASSES.map((name) => [name, count]))),
)

/** What {@link parseRunReport} accepts; published as JSON Schema by {@link runReportSchema}. */
const RUN_REPORT: TUnsafe<LoadedReport> = typed<LoadedReport>()(
  Type.Object({
    kind: Type.Literal('edgejson-run'),
    version: Type.Literal(1),
    tool: Type.Object({ name: text, version: text, vitest: nullable(text) }),
    createdAt: text,
    durationMs: nullable(number),
    name: text,
    model: MODEL_INFO,
    machine: MACHINE,
    fingerprint: FINGERPRINT,
    dataset: Type.Object({ name: text, path: text, sha256: text, examples: count }),
    prompt: Type.Optional(PROMPT_RECORD),
    texts: Type.Optional(Type.Enum(['withheld', 'redacted'])),
    coverage: Type.Object({ planned: count, ran: count, complete: boolean, reason: nullable(text) }),
    replayed: boolean,
    resumed: count,
    totals: SLICE,
    byComplexity: dictionary(SLICE),
    bySchema: dictionary(SLICE),
    bySource: dictionary(SLICE),
    bySlice: Type.Optional(dictionary(dictionary(SLICE))),
    errorClasses: ERROR_CLASS_COUNTS,
    repeats: Type.Optional(REPEAT_FIGURES),
    latency: LATENCY,
    peakMemoryBytes: Type.Optional(count),
    throttling: Type.Optional(THROTTLING),
    cost: Type.Optional(COST),
    energy: Type.Optional(ENERGY),
    scoring: Type.Optional(SCORING_RECORD),
    constraint: Type.Optional(CONSTRAINT_RECORD),
    officialComparable: Type.Object({ comparable: boolean, reasons: Type.Array(text) }),
    outcome: OUTCOME,
    marks: MARKS,
    verdict: VERDICT,
    latencyGate: Type.Optional(LATENCY_VERDICT),
    energyGate: Type.Optional(ENERGY_VERDICT),
    cases: Type.Array(CASE_RECORD),
  }),
)

const check: Checker<LoadedReport> = checker(RUN_REPORT)

/**
 * A value from outside (a parsed `report.json`) as a RunReport. The value itself is returned, not a copy.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_REPORT` for another kind of value, another version, or with path, value and rule of the first
 * fault.
 */
export function parseRunReport(value: unknown, source = 'the value'): LoadedReport {
  const file = printable(source)
  if (!isRecord(value) || value.kind !== 'edgejson-run') {
    throw new EdgejsonError(
      'BAD_REPORT',
      `${file} is not a run report: its "kind" must be "edgejson-run". A run writes one to .edgejson/report.json.`,
    )
  }
  if (value.version !== 1) {
    throw new EdgejsonError(
      'BAD_REPORT',
      `${file} has report version ${quoted(value.version, 40)}; this release reads version 1. Use the release of ` +
        'vitest-edgejson that wrote it, or run again.',
    )
  }
  return check(value, { code: 'BAD_REPORT', noun: 'field', of: ` of ${file}` })
}

/**
 * The JSON Schema (draft-07) of `report.json`, version 1, made from the schema that {@link parseRunReport} checks against.
 * Fields that it does not name are allowed, since a version may gain some. Published as
 * docs/schema/run-report.v1.schema.json.
 */
export function runReportSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:vitest-edgejson:run-report:1',
    title: 'EdgeJSON run report, version 1',
    description:
      'One model on one dataset, as vitest-edgejson writes it to report.json. Rates are fractions of 1, durations ' +
      'milliseconds; null means "not measured" or "not known", never 0.',
    ...jsonSchema(RUN_REPORT),
  }
}
