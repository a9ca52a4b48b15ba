import { isRecord, type JsonValue } from '../../../core/json/json.ts'
import { parseJson } from '../../../core/json/parse.ts'
import { stringifyJson } from '../../../core/json/stringify.ts'
import { errorOfStatus, foreign, ServerError } from '../transport/server-error.ts'
import type { HttpReply } from '../transport/transport.ts'

/**
 * The JSON object of a success.
 *
 * @throws ServerError for everything else
 */
export function replyObject(reply: HttpReply): Record<string, unknown> {
  const { status } = reply
  if (status < 200 || status >= 300) throw errorOfStatus(reply, new TextDecoder().decode(reply.body))
  const bad = (why: string, retryable: boolean): ServerError =>
    new ServerError('BAD_RESPONSE', why, { status, retryable, concernsAll: true })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(reply.body)
  } catch {
    throw bad('the response is not UTF-8', true)
  }
  if (reply.header('content-type')?.includes('text/event-stream') === true) {
    throw bad('the server sends a stream of events, although none was requested', false)
  }
  // OpenRouter sends comment lines to keep a connection open.
  const json = text.replace(/^(?:\s*:[^\n]*\n)+/, '')
  let value: JsonValue
  try {
    value = parseJson(json)
  } catch {
    // The parser's own message is about one character; the beginning of the text is more helpful. A page
    // stays a page.
    throw bad(`the response is not JSON: ${foreign(text, 200) || 'it is empty'}`, !/^\s*</.test(text))
  }
  if (!isRecord(value))
    throw bad(`the response is not a JSON object: ${foreign(stringifyJson(value), 200)}`, false)
  return value
}
