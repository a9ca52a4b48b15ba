import { isRecord, quoted } from '../../model/index.ts'
import type { Answer } from '../completions.ts'

/** Reads the body of a (chat) completion. A body that is none is a failure. */
export function readCompletionReply(value: Record<string, unknown>): Answer {
  const choice: unknown = Array.isArray(value.choices) ? value.choices[0] : undefined
  if (!isRecord(choice)) return failure(`the answer has no choices: ${quoted(value, 200)}`)
  const text = isRecord(choice.message) ? choice.message.content : choice.text
  // A chat model that only called tools or only reasoned has no content: an empty answer.
  if (typeof text !== 'string' && text !== null && text !== undefined) {
    return failure(`the content of the answer is not text: ${quoted(text)}`)
  }
  const reason = choice.finish_reason
  if (reason === 'content_filter' || reason === 'error' || reason === 'abort') {
    return {
      ...failure(`the server ended the answer with finish_reason ${quoted(reason)}`),
      text: text ?? '',
    }
  }
  const usage = isRecord(value.usage) ? value.usage : {}
  return {
    text: text ?? '',
    finishReason: reason === 'length' ? 'length' : 'stop',
    tokensIn: count(usage.prompt_tokens),
    tokensOut: count(usage.completion_tokens),
  }
}

function failure(message: string): Answer {
  return { text: '', failure: { code: 'ENGINE_FAILED', message } }
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
