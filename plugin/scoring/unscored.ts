import { EdgejsonError } from '../core/errors.ts'

/** Errors that say nothing about the model: the output has no score, and the message says why. */
const CODES: readonly string[] = ['WORK_LIMIT', 'SCORING_MODULE_FAILED']

/** Whether scoring could not judge an output: it reached a work limit, or a module of the user failed. */
export function isUnscored(error: unknown): error is EdgejsonError {
  return error instanceof EdgejsonError && CODES.includes(error.code)
}
