import type { ErrorObject, ValidateFunction } from 'ajv'
import { jsonPath } from '../../core/json/path.ts'
import { pointerSegments } from '../../core/json/pointer.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { Violation } from '../../records/compliance-card.ts'

/** One rule of the schema that a value violates. Safe to print. */
export type SchemaViolation = Violation

/** Violations that are reported. */
const MAX_VIOLATIONS = 50

/** Longest message of a violation, and longest name in it: such names come from a model. */
const MAX_MESSAGE_LENGTH = 500

/** The violations that the validator found in the last value. */
export function violations(validate: ValidateFunction, value: unknown): SchemaViolation[] {
  return (validate.errors ?? []).slice(0, MAX_VIOLATIONS).map((error) => ({
    path: jsonPath(pointerSegments(error.instancePath, value)),
    message: messageOf(error),
  }))
}

function messageOf({ keyword, message, params }: ErrorObject): string {
  const rule = message ?? `breaks the rule ${keyword}`
  const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty
  const allowed: unknown = params.allowedValues ?? params.allowedValue
  let detail = ''
  if (typeof extra === 'string') detail = `: ${quoted(extra, MAX_MESSAGE_LENGTH)}`
  else if (allowed !== undefined) detail = `: ${quoted(allowed, MAX_MESSAGE_LENGTH)}`
  const text = printable(rule + detail)
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : text
}
