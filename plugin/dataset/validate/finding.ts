import type { LineProblemCode } from '../load/line-problem.ts'

export type FindingSeverity = 'error' | 'warning'

/**
 * Codes of the validator, in addition to the {@link LineProblemCode} of lines that are not examples.
 * - `SCHEMA` the expected value violates its schema; `FORMAT` a value does not have the schema's `format` (an
 *   annotation); `UNKNOWN_SCHEMA` a schema name without a schema; `COMPLEXITY` a label that differs from the
 *   schema's.
 * - `LINE_TOTAL`, `SUBTOTAL`, `TOTAL` a wrong sum.
 * - `NOT_IN_PROMPT` a value that does not occur in the prompt; `UNDETERMINED` a value that no prompt can
 *   show.
 * - `SAME_PROMPT` a prompt that occurs twice; `CONTRADICTION` a prompt with two different expected values.
 * - `LEAKED_ID`, `LEAKED_PROMPT`, `LEAKED_EXPECTED`, `LEAKED_VALUES`, `SHARED_VALUE` something that another
 *   file contains too.
 * - `EXPECTED_TOO_LONG`, `EXPECTED_MAYBE_TOO_LONG` an expected value beyond the token limit, counted or
 *   estimated.
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

/** One error or warning on one line of a dataset. JSON-safe. */
export interface Finding {
  /** As given. */
  readonly file: string
  /** 1-based line number in the file. */
  readonly line: number
  readonly severity: FindingSeverity
  readonly code: FindingCode
  /** The example's id, if known, as it is in the file: not safe to print. */
  readonly id: string | null
  /** The message without the position. Safe to print. */
  readonly message: string
}

/** The result of one check for one example; the validator adds the position. */
export type Remark = Pick<Finding, 'severity' | 'code' | 'message'>
