import type { ReferenceName } from '../../plugin/records/baseline-source.ts'
import type { ErrorClass } from '../../plugin/records/error-class.ts'

/** Misses of a slice by class. */
export interface ClassRow {
  /** The complexity or schema; `unknown` where examples name none. */
  readonly key: string
  /** Answers that were scored: the denominator of every rate. */
  readonly scored: number
  readonly missed: number
  /** Every class present. */
  readonly classes: Readonly<Record<ErrorClass, number>>
}

/** A field of one schema with errors. */
export interface LostPath {
  readonly schema: string
  /** JSONPath with every array index folded: `$.items[*].price`. */
  readonly path: string
  /** Outputs with at least one difference there; an output counts once, whatever the number of wrong items. */
  readonly outputs: number
  /** Scored outputs of the schema. */
  readonly scored: number
  /** Kinds of errors there, the most frequent first, counted by outputs. */
  readonly kinds: readonly { readonly kind: ErrorClass; readonly outputs: number }[]
}

/** JSON types as a reader of JSON names them. */
export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

/** Values of one type where another was expected. */
export interface TypeConfusion {
  readonly expected: JsonType
  readonly received: JsonType
  /** Differences in all. */
  readonly values: number
  /** Answers that hold at least one. */
  readonly outputs: number
}

/** The results of outputs of one length. */
export interface LengthBucket {
  /** Tokens, from and up to but not including; null where there is no upper bound. */
  readonly from: number
  readonly to: number | null
  readonly scored: number
  readonly exact: number
  readonly truncated: number
}

/** What changed against the reference, by class. */
export interface Drift {
  /** What the run was compared with, printable. */
  readonly reference: ReferenceName
  /** Lost examples by the class of their miss now, most frequent first. */
  readonly lost: readonly { readonly errorClass: ErrorClass; readonly examples: number }[]
  /**
   * Misses by class in both runs, over the examples that both scored, the largest rise first; classes that neither
   * has are left out. Null where the classes of the reference are not known.
   */
  readonly classes: readonly ClassDrift[] | null
}

export interface ClassDrift {
  readonly errorClass: ErrorClass
  readonly before: number
  readonly now: number
}

/** The error analysis: everything about the errors of a run except the rates. JSON-safe. */
export interface Analysis {
  /** At most three sentences for people, what matters most first; plain text of one line each, printable. */
  readonly sentences: readonly string[]
  /** Misses by class, for each complexity. */
  readonly byComplexity: readonly ClassRow[]
  /** The schema with the most misses first. */
  readonly bySchema: readonly ClassRow[]
  /** Most outputs first. Only outputs in which a JSON value was found are counted. */
  readonly paths: readonly LostPath[]
  /** Most values first. */
  readonly types: readonly TypeConfusion[]
  /** Answers whose list of differences is cut (a report keeps the first 50): their later fields are not counted. */
  readonly cutLists: number
  /** By tokens of the prompt; empty where no engine counted them. */
  readonly promptTokens: readonly LengthBucket[]
  /** By tokens of the completion, truncated ones included. */
  readonly answerTokens: readonly LengthBucket[]
  /** Null where there is nothing to compare with. */
  readonly drift: Drift | null
}
