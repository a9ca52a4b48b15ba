import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import type { Completion } from '../../records/completion.ts'
import { COMPLETION_KINDS, type FinishReason } from '../../records/finish-reason.ts'

const FINISH_REASONS: readonly unknown[] = [
  'stop',
  'length',
  'json_complete',
  'tool_call',
  'timeout',
  'error',
]
const TIMINGS = ['queueMs', 'prefillMs', 'firstTokenMs', 'decodeMs', 'totalMs']

/** What is wrong with a completion of foreign code or of a file, in words; null for a valid one. */
export function completionProblem(value: unknown): string | null {
  if (!isRecord(value)) return `it is ${quoted(value)}; it must be an object`
  const { text, replayed, finishReason, kind, reasoningOpened, timings, speculation, error } = value
  if (typeof text !== 'string') return `text is ${quoted(text)}; it must be a string`
  if (typeof replayed !== 'boolean') return `replayed is ${quoted(replayed)}; it must be true or false`
  if (!FINISH_REASONS.includes(finishReason))
    return `finishReason is ${quoted(finishReason)}; it must be ${FINISH_REASONS.join(', ')}`
  if (kind !== undefined && !COMPLETION_KINDS.some((each) => each === kind))
    return `kind is ${quoted(kind)}; it must be ${COMPLETION_KINDS.join(', ')}, or left out`
  if (reasoningOpened !== undefined && typeof reasoningOpened !== 'string')
    return `reasoningOpened is ${quoted(reasoningOpened)}; it must be the start marker that the prompt ends with, or left out`
  for (const name of ['tokensIn', 'tokensOut']) {
    const count = value[name]
    if (count !== null && !isCount(count))
      return `${name} is ${quoted(count)}; it must be a whole number of tokens, or null where it is not known`
  }
  if (!isRecord(timings)) return `timings is ${quoted(timings)}; it must be an object`
  for (const name of TIMINGS) {
    const ms = timings[name]
    if (ms !== null && !(Number.isFinite(ms) && (ms as number) >= 0))
      return `timings.${name} is ${quoted(ms)}; it must be milliseconds, or null where they are not known`
  }
  if (
    speculation !== undefined &&
    !(isRecord(speculation) && isCount(speculation.drafted) && isCount(speculation.accepted))
  )
    return `speculation is ${quoted(speculation)}; it must be {drafted, accepted}, whole numbers of tokens, or left out`
  return errorProblem({ finishReason: finishReason as FinishReason, error })
}

/** What the schema of a completion does not say: an error is there exactly if the engine failed. */
export function errorProblem({
  finishReason,
  error,
}: {
  readonly finishReason: FinishReason
  readonly error?: unknown
}): string | null {
  const failed = finishReason === 'error' || finishReason === 'timeout'
  if (!failed)
    return error === undefined ? null : `there is an error with finishReason ${quoted(finishReason)}`
  return isRecord(error) && typeof error.code === 'string' && typeof error.message === 'string'
    ? null
    : `finishReason ${quoted(finishReason)} needs error {code, message}`
}

export function isCompletion(value: unknown): value is Completion {
  return completionProblem(value) === null
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
