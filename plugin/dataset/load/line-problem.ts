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

/* A line that is not blank and is not a valid example. It becomes a failing test, so that no line is lost. */
export interface LineProblem {
  /** 1-based line number in the file. */
  readonly line: number
  /** The id on the line, if it can be read. */
  readonly id?: string
  readonly code: LineProblemCode
  /** `file:line: ` and the reason. Safe to print. */
  readonly message: string
  /** The message without the position. */
  readonly reason: string
}

/** The problem of a line of a file, with its message. */
export function lineProblem(
  label: string,
  line: number,
  code: LineProblemCode,
  reason: string,
  id?: string,
): LineProblem {
  return { line, ...(id === undefined ? {} : { id }), code, message: `${label}:${line}: ${reason}`, reason }
}
