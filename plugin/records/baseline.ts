import type { ExampleHash } from './example-hash.ts'
import type { Fingerprint } from './run-report.ts'
import type { ErrorClass } from './scores.ts'

/**
 * What a baseline remembers of the model, the engine and the machine. A difference never forbids the comparison:
 * it is printed as "what changed". Null means "not known".
 */
export interface Recorded {
  readonly model: string
  readonly modelSha256: string | null
  /** Hash of everything in the model; tells a change where its parts are not known. */
  readonly contentSha256: string | null
  readonly tokenizerSha256: string | null
  readonly chatTemplateSha256: string | null
  readonly generationConfigSha256: string | null
  readonly modelConfigSha256: string | null
  readonly dtype: string | null
  readonly engine: string
  readonly engineVersion: string | null
  readonly numerics: string | null
  readonly threads: number | null
  readonly cpu: string
}

/** Lenient figures of the recorded run, in fractions of 1; null when nothing was scored. */
export interface BaselineTotals {
  /** Exact answers. */
  readonly exact: number
  /** Answers that were scored. */
  readonly scored: number
  readonly jsonExact: number | null
  readonly fieldF1: number | null
  readonly schemaCompliance: number | null
}

/** The first baseline ever written under this name; carried along so that many small acceptances stay visible. */
export interface FirstBaseline {
  readonly model: string
  readonly exact: number
  readonly scored: number
  readonly datasetSha256: string
}

/** What one example did in the recorded run. All but `id` and `hash` are null when there was no completion to score. */
export interface BaselineEntry {
  readonly id: string
  /** Lenient JSONExact. */
  readonly exact: boolean | null
  /** Lenient FieldF1, rounded to {@link BASELINE_DIGITS} decimals. */
  readonly f1: number | null
  /** Lenient schema compliance; null also when the example has no schema. */
  readonly compliant: boolean | null
  /** Null as well when the answer is exact. */
  readonly class: ErrorClass | null
  /** The first 16 hexadecimal digits of the SHA-256 of the raw answer: tells a changed answer from an equal one. */
  readonly answer: string | null
  /** Tagged critical when it was recorded: to untag an example takes effect once it is accepted. */
  readonly critical: boolean
  /** Null for a line that was broken, which has no result either. */
  readonly hash: ExampleHash | null
}

/** First line of a baseline file. */
export interface BaselineHeader {
  readonly kind: 'edgejson-baseline'
  readonly version: 1
  /** The plugin's `name` option. */
  readonly name: string
  readonly dataset: { readonly file: string; readonly sha256: string; readonly examples: number }
  readonly fingerprint: Fingerprint
  readonly recorded: Recorded
  readonly totals: BaselineTotals
  readonly first: FirstBaseline
}

/** A committed baseline: the state of every example in an accepted run. JSON-safe. */
export interface Baseline extends BaselineHeader {
  /** One for each example, sorted by id in code-unit order. */
  readonly entries: readonly BaselineEntry[]
}

/** Decimals that a rate or FieldF1 keeps in the file; enough that rounding never changes a verdict. */
export const BASELINE_DIGITS = 6
