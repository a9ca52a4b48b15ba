import { EdgejsonError } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { printable } from '../core/printable.ts'
import type { Completion } from '../records/completion.ts'
import { type FinishReason, hasOutput } from '../records/finish-reason.ts'
import { type Extraction, extractLenient } from '../scoring/index.ts'
import { previewJson } from '../scoring/preview-json.ts'
import { toJsonValue } from './json-value.ts'

/** The subject of an assertion. */
export interface Subject {
  /** The JSON value; for a text, the lenient extraction. */
  readonly extraction: Extraction
  /** The output text; null if the assertion is about a value. */
  readonly text: string | null
  readonly finishReason: FinishReason | undefined
}

/**
 * Reads the argument of `expect`: a completion, a text (always an output text, never a JSON string), or a
 * value.
 *
 * @throws {EdgejsonError} for a completion without output: it is neither right nor wrong, so `.not` must not
 * pass either
 * @throws {TypeError} for anything else
 */
export function readSubject(received: unknown): Subject {
  if (typeof received === 'string')
    return { extraction: extractLenient(received), text: received, finishReason: undefined }
  if (isCompletion(received)) {
    requireOutput(received)
    const { text, finishReason, reasoningOpened } = received
    return { extraction: extractLenient(text, undefined, reasoningOpened), text, finishReason }
  }
  return {
    extraction: { found: true, value: toJsonValue(received, 'received') },
    text: null,
    finishReason: undefined,
  }
}

const FINISH_REASONS: Readonly<Record<FinishReason, true>> = {
  stop: true,
  length: true,
  json_complete: true,
  tool_call: true,
  timeout: true,
  error: true,
}

/** Distinguishes a completion from a JSON value. */
export function isCompletion(received: unknown): received is Completion {
  return (
    isRecord(received) &&
    typeof received.text === 'string' &&
    typeof received.finishReason === 'string' &&
    Object.hasOwn(FINISH_REASONS, received.finishReason) &&
    isRecord(received.timings)
  )
}

/** @throws {EdgejsonError} when the engine failed */
export function requireOutput(completion: Completion): void {
  if (hasOutput(completion)) return
  const timeout = completion.finishReason === 'timeout'
  const details = completion.error === undefined ? '' : `: ${printable(completion.error.message)}`
  throw new EdgejsonError(
    timeout ? 'ENGINE_TIMEOUT' : 'ENGINE_FAILED',
    `there is no output to score, the engine ${timeout ? 'took too long' : 'failed'}${details}`,
  )
}

/** Why there is no value, with the beginning of the text. */
export function describeNothing({ extraction, text, finishReason }: Subject): string {
  const answer = previewJson(text ?? '')
  if (finishReason === 'length')
    return `the token limit cut the output off before its JSON was complete (truncated): ${answer}`
  return !extraction.found && extraction.reason === 'invalid_json'
    ? `the JSON in the output is broken (invalid_json): ${answer}`
    : `there is no JSON in the output (no_json): ${answer}`
}
