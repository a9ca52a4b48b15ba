import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { ERROR_CLASSES, type ErrorClass } from './error-class.ts'
import { EXAMPLE_HASH, type ExampleHash } from './example-hash.ts'
import { FINGERPRINT, type Fingerprint } from './fingerprint.ts'
import { GATE_METRICS, type GateMetric } from './gate-metric.ts'
import { type JsonlFile, jsonlFile } from './jsonl-file.ts'
import { boolean, count, nullable, rate, text } from './schema.ts'

/**
 * Provenance of a baseline: model, engine and machine. A difference never forbids the comparison; it is
 * listed as "what changed". Null means unknown.
 */
export interface Provenance {
  readonly model: string
  readonly modelSha256: string | null
  /** Hash of everything in the model; shows a change if the hashes of its parts are unknown. */
  readonly contentSha256: string | null
  readonly tokenizerSha256: string | null
  readonly chatTemplateSha256: string | null
  readonly generationConfigSha256: string | null
  readonly modelConfigSha256: string | null
  readonly dtype: string | null
  readonly engine: string
  readonly engineVersion: string | null
  readonly numerics: string | null
  /** What computed; absent where the engine has no choice. */
  readonly device?: string | null
  /** Name and version of the browser; absent where the model ran in none. */
  readonly browser?: string
  /** The WebGPU adapter of the browser; absent where there was none. */
  readonly adapter?: string
  /** How outputs were constrained; absent for free output. */
  readonly constraint?: string | null
  readonly threads: number | null
  readonly cpu: string
}

export const PROVENANCE: TUnsafe<Provenance> = typed<Provenance>()(
  Type.Object({
    model: text,
    modelSha256: nullable(text),
    contentSha256: nullable(text),
    tokenizerSha256: nullable(text),
    chatTemplateSha256: nullable(text),
    generationConfigSha256: nullable(text),
    modelConfigSha256: nullable(text),
    dtype: nullable(text),
    engine: text,
    engineVersion: nullable(text),
    numerics: nullable(text),
    device: Type.Optional(nullable(text)),
    browser: Type.Optional(text),
    adapter: Type.Optional(text),
    constraint: Type.Optional(nullable(text)),
    threads: nullable(count),
    cpu: text,
  }),
)

/** Lenient figures of the recorded run, as fractions of 1; null if nothing was scored. */
export interface BaselineTotals {
  /** Exact answers. */
  readonly exact: number
  /** Completions that were scored. */
  readonly scored: number
  readonly jsonExact: number | null
  readonly fieldF1: number | null
  readonly schemaCompliance: number | null
}

/** The first baseline under this name. It is kept, so that many small accepted losses stay visible. */
export interface FirstBaseline {
  readonly model: string
  readonly exact: number
  readonly scored: number
  readonly datasetSha256: string
}

/**
 * The result of one example in the recorded run. All fields but `id` and `hash` are null if there was no
 * completion to score. An example without an expected value has compliance alone: `exact` and `f1` are null.
 */
export interface BaselineEntry {
  readonly id: string
  /** Lenient JSONExact. */
  readonly exact: boolean | null
  /** Lenient FieldF1, rounded to {@link BASELINE_DIGITS} decimals. */
  readonly f1: number | null
  /** Lenient schema compliance; null also when the example has no schema. */
  readonly compliant: boolean | null
  /** Null also when the output is exact. */
  readonly class: ErrorClass | null
  /** The first 16 hexadecimal digits of the SHA-256 of the output text, to detect a changed completion. */
  readonly answer: string | null
  /**
   * Whether it was tagged critical when it was recorded. Removing the tag takes effect once it is accepted.
   */
  readonly critical: boolean
  /** Null for a broken line, which has no result either. */
  readonly hash: ExampleHash | null
  /** Value under the `metric` of the header, 0 or 1 for a rate; absent where the header has none, null without a result. */
  readonly value?: number | null
}

/** First line of a baseline file. */
export interface BaselineHeader {
  readonly kind: 'edgejson-baseline'
  readonly version: 1
  /** The plugin's `name` option. */
  readonly name: string
  readonly dataset: { readonly file: string; readonly sha256: string; readonly examples: number }
  readonly fingerprint: Fingerprint
  /** The metric of a named mode (`gate.metric`) whose values the lines have; absent where the metric is of the primary mode. */
  readonly metric?: GateMetric
  readonly provenance: Provenance
  readonly totals: BaselineTotals
  readonly first: FirstBaseline
}

/** A committed baseline: the state of every example in an accepted run. JSON-safe. */
export interface Baseline extends BaselineHeader {
  /** One for each example, sorted by id in code-unit order. */
  readonly entries: readonly BaselineEntry[]
}

/** Whether the recorded output was right: exact, or compliant where the example has no expected value. Null without a result. */
export function wasRight({ exact, compliant }: Pick<BaselineEntry, 'exact' | 'compliant'>): boolean | null {
  return exact ?? compliant
}

/** Decimals of a rate or FieldF1 in the file: enough that rounding never changes a verdict. */
export const BASELINE_DIGITS = 6

const HEADER: TUnsafe<BaselineHeader> = typed<BaselineHeader>()(
  Type.Object({
    kind: Type.Literal('edgejson-baseline'),
    version: Type.Literal(1),
    name: text,
    dataset: Type.Object({ file: text, sha256: text, examples: count }),
    fingerprint: FINGERPRINT,
    metric: Type.Optional(Type.Enum([...GATE_METRICS])),
    provenance: PROVENANCE,
    totals: Type.Object({
      exact: count,
      scored: count,
      jsonExact: nullable(rate),
      fieldF1: nullable(rate),
      schemaCompliance: nullable(rate),
    }),
    first: Type.Object({ model: text, exact: count, scored: count, datasetSha256: text }),
  }),
)

const ENTRY: TUnsafe<BaselineEntry> = typed<BaselineEntry>()(
  Type.Object({
    id: text,
    exact: nullable(boolean),
    f1: nullable(rate),
    compliant: nullable(boolean),
    class: nullable(Type.Enum([...ERROR_CLASSES])),
    answer: nullable(text),
    critical: boolean,
    hash: nullable(EXAMPLE_HASH),
    value: Type.Optional(nullable(rate)),
  }),
)

const FILE: JsonlFile<BaselineHeader, BaselineEntry> = jsonlFile<BaselineHeader, BaselineEntry>({
  kind: 'edgejson-baseline',
  noun: 'baseline',
  header: HEADER,
  line: ENTRY,
  lineFault: ({ hash, exact }) =>
    hash === null && exact !== null
      ? `field hash is null; it must be an object where the example has a result, and field exact is ${exact}`
      : null,
  examples: ({ dataset }) => dataset.examples,
  contradiction({ totals }, entries) {
    const scored = entries.filter(({ exact }) => exact !== null).length
    const exact = entries.filter((entry) => entry.exact === true).length
    return totals.exact === exact && totals.scored === scored
      ? null
      : `the header counts ${totals.exact} exact of ${totals.scored} scored, the lines ${exact} of ${scored}`
  },
})

/**
 * A baseline from the text of its file.
 *
 * @param file name of the file, for messages
 * @throws {EdgejsonError} `BAD_BASELINE` with file and line when the text is not as {@link serializeBaseline} wrote it.
 */
export function parseBaseline(text: string, file: string): Baseline {
  const { header, lines } = FILE.parse(text, file)
  return { ...header, entries: lines }
}

/** The text of a baseline's file. The same for the same run. */
export function serializeBaseline(baseline: Baseline): string {
  return FILE.serialize(baseline, baseline.entries)
}
