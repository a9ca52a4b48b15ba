import type { LineProblemCode } from '../load/line-problem.ts'

export type FindingSeverity = 'error' | 'warning'

/**
 * What the validator may say. The codes of {@link LineProblemCode} are lines that are no examples;
 * `SCHEMA` an answer that breaks its schema, `FORMAT` a value that is not of the schema's `format` (an annotation),
 * `UNKNOWN_SCHEMA` a schema name without a schema, `COMPLEXITY` a label other than the schema's;
 * `LINE_TOTAL`, `SUBTOTAL`, `TOTAL` sums that do not add up;
 * `NOT_IN_PROMPT` a value that the prompt does not hold, `UNDETERMINED` a value that no prompt can show;
 * `SAME_PROMPT` a prompt that stands twice, `CONTRADICTION` a prompt with two different answers;
 * `LEAKED_ID`, `LEAKED_PROMPT`, `LEAKED_EXPECTED`, `LEAKED_VALUES`, `SHARED_VALUE` what another file has too;
 * `EXPECTED_TOO_LONG`, `EXPECTED_MAYBE_TOO_LONG` an answer beyond the token limit, counted or estimated.
 */
export type FindingCode =
  | LineProblemCode
  | 'SCHEMA'
  | 'FORMAT'
  | 'UNKNOWN_SCHEMA'
  | 'COMPLEXITY'
  | 'LINE_TOTAL'
  | 'SUBTOTAL'
  | 'TOTAL'
  | 'NOT_IN_PROMPT'
  | 'UNDETERMINED'
  | 'SAME_PROMPT'
  | 'CONTRADICTION'
  | 'LEAKED_ID'
  | 'LEAKED_PROMPT'
  | 'LEAKED_EXPECTED'
  | 'LEAKED_VALUES'
  | 'SHARED_VALUE'
  | 'EXPECTED_TOO_LONG'
  | 'EXPECTED_MAYBE_TOO_LONG'

/** One thing that is wrong, or may be, with one line of a dataset. JSON-safe. */
export interface Finding {
  /** As given. */
  readonly file: string
  /** 1-based line number in the file. */
  readonly line: number
  readonly severity: FindingSeverity
  readonly code: FindingCode
  /** The example's id, where it is known. As it stands in the file: not safe to print. */
  readonly id: string | null
  /** For people, without the place. Safe to print. */
  readonly message: string
}

/** What a check says of one example; the validator adds the place. */
export type Remark = Pick<Finding, 'severity' | 'code' | 'message'>
