import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { type Validator, validator } from '../../core/schema/checker.ts'
import { COMPLETION, type Completion } from '../../records/completion.ts'
import { hasOutput } from '../../records/finish-reason.ts'

const fault: Validator = validator(COMPLETION)

/** What is wrong with a completion of foreign code, in words without a full stop; null for a valid one. */
export function completionProblem(value: unknown): string | null {
  const found = fault(value, { noun: 'field', at: 'completion' })
  // Without a fault the value has the type of the schema.
  return found === null ? errorProblem(value as Completion) : found.replace(/\.$/, '')
}

/** What the schema of a completion does not say: an error is there exactly if the engine failed. */
export function errorProblem(completion: Completion): string | null {
  const { finishReason, error } = completion
  if (!hasOutput(completion))
    return isRecord(error) ? null : `finishReason ${quoted(finishReason)} needs error {code, message}`
  return error === undefined ? null : `there is an error with finishReason ${quoted(finishReason)}`
}
