import { isRecord } from './json/json.ts'
import { redacted } from './secrets.ts'

/** Stable error codes of this package. Tests and users may depend on them. */
export type EdgejsonErrorCode =
  | 'BAD_OPTION'
  | 'BAD_DATASET'
  | 'BAD_SCHEMA'
  | 'BAD_MODEL'
  | 'BAD_RECORDING'
  | 'BAD_BASELINE'
  | 'BAD_REPORT'
  | 'BAD_ARGUMENT'
  | 'ENGINE_FAILED'
  | 'ENGINE_TIMEOUT'
  | 'ASSERTION_TIMEOUT'
  | 'NOT_RECORDED'
  | 'WORK_LIMIT'
  | 'SCORING_MODULE_FAILED'
  | 'IO'

/**
 * An error that a user can act on. The message starts with `[vitest-edgejson]`, quotes the offending value,
 * states the rule and says what to do.
 */
export class EdgejsonError extends Error {
  override readonly name = 'EdgejsonError'
  /** What kind of error this is; stable between releases. */
  readonly code: EdgejsonErrorCode
  /** The message without its prefix, to quote it in another message. */
  readonly text: string

  constructor(code: EdgejsonErrorCode, message: string, options?: { cause?: unknown }) {
    super(`[vitest-edgejson] ${redacted(message)}`, options)
    this.code = code
    this.text = message
  }
}

/** The `code` of anything that was thrown (`ENOENT`, `ERR_…`), of this realm or another; undefined when it has none. */
export function errorCode(error: unknown): unknown {
  return isRecord(error) ? error.code : undefined
}

/** True for the error of a file that is not there. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
