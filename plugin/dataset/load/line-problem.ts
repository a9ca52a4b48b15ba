/** Why a line of a dataset is not an example. */
export type LineProblemCode =
  | 'INVALID_UTF8'
  | 'LINE_TOO_LONG'
  | 'INVALID_JSON'
  | 'NOT_AN_OBJECT'
  | 'MISSING_FIELD'
  | 'WRONG_TYPE'
  | 'EMPTY_FIELD'
  | 'DUPLICATE_KEY'
  | 'DUPLICATE_ID'

/** A line that is not blank and is not an example either. It becomes a red test, never a gap. */
export interface LineProblem {
  /** 1-based line number in the file. */
  readonly line: number
  /** The id that stands on the line, where it can be read. */
  readonly id?: string
  readonly code: LineProblemCode
  /** `file:line: ` and the reason, for people. Safe to print. */
  readonly message: string
  /** The message without the place. */
  readonly reason: string
}
