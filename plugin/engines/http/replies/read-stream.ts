import { createParser } from 'eventsource-parser'
import { isRecord } from '../../../core/json/json.ts'
import { parseJson } from '../../../core/json/parse.ts'
import type { ServerApi } from '../../contract/options.ts'
import { errorInBody, foreign, ServerError } from '../transport/server-error.ts'
import { ConnectionError } from '../transport/transport.ts'
import type { StreamStop } from './stream-stop.ts'
import { checkFinished, StreamedReply } from './streamed-reply.ts'

/** How the events of a stream are written: server-sent events, or a JSON object on each line. */
export type StreamFormat = 'sse' | 'ndjson'

/** The longest event or line, in UTF-16 units. A completion of 2,048 tokens as one event is a tenth of it. */
const LONGEST_EVENT = 1024 * 1024

/** The response that is read. */
export interface StreamSource {
  readonly format: StreamFormat
  /** The body in pieces, decompressed. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** When the request was sent, on the clock of `performance.now()`. */
  readonly started: number
}

export interface StreamedCompletion {
  /** The body of a completion that was not streamed. */
  readonly body: Record<string, unknown>
  /** The text up to the stop criterion; null if the model ended the completion. */
  readonly stopped: string | null
  /** From the request to the first part of the output, in ms; null without output. */
  readonly firstTokenMs: number | null
  /** From the first part of the output to the last, in ms; null without output. */
  readonly decodeMs: number | null
}

/**
 * Reads a streamed completion. Stops reading where the stop criterion is met; the caller then ends the connection. The result
 * does not depend on how the bytes are split into pieces.
 *
 * @param onText called with the content so far
 * @throws ServerError for an error within the stream, or a stream that ends before its completion; ConnectionError
 */
export async function readStream(
  api: ServerApi,
  { format, chunks, started }: StreamSource,
  stop: StreamStop | null,
  onText: (text: string) => void = () => {},
): Promise<StreamedCompletion> {
  const reply = new StreamedReply(api)
  let [first, last]: [number | null, number | null] = [null, null]
  let stopped: string | null = null
  const take = (text: string, isError = false): void => {
    if (stopped !== null) return
    if (text.trim() === '[DONE]') {
      reply.end()
      return
    }
    const before = reply.text.length
    const event = objectOf(text)
    if (isError) throw errorInBody(event) ?? errorInBody({ error: event }) ?? broken(text)
    if (reply.push(event)) {
      last = performance.now()
      first ??= last
    }
    if (reply.text.length === before) return
    const length = stop?.push(reply.text.slice(before)) ?? null
    if (length !== null) stopped = reply.text.slice(0, length)
    onText(stopped ?? reply.text)
  }
  const events = format === 'sse' ? sseReader(take) : lineReader(take)
  try {
    for await (const text of decoded(chunks)) {
      events(text)
      if (stopped !== null) break
    }
    // The last event may have no end.
    if (stopped === null) events('\n\n')
  } catch (error) {
    // After the end of a completion there are only figures.
    const isCut =
      error instanceof ConnectionError || (error instanceof ServerError && error.code === 'BAD_RESPONSE')
    if (!isCut || !reply.finished) throw error
  }
  if (stopped === null) checkFinished(reply)
  return {
    body: reply.body(),
    stopped,
    firstTokenMs: first === null ? null : first - started,
    decodeMs: first === null || last === null ? null : last - first,
  }
}

/** @throws ServerError for bytes that are not UTF-8 */
async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch {
      throw new ServerError('BAD_RESPONSE', 'the response is not UTF-8', { retryable: true })
    }
  }
  // Line by line, so that what follows an event never decides about it.
  for await (const chunk of chunks) for (const line of linesOf(chunk)) yield decode(line)
  yield decode()
}

/** A chunk, cut after every CR and LF; no other character of UTF-8 has these bytes. */
function* linesOf(chunk: Uint8Array): Generator<Uint8Array> {
  let from = 0
  for (let at = 0; at < chunk.length; at++) {
    if (chunk[at] !== 0x0a && chunk[at] !== 0x0d) continue
    yield chunk.subarray(from, at + 1)
    from = at + 1
  }
  if (from < chunk.length) yield chunk.subarray(from)
}

function sseReader(take: (data: string, isError: boolean) => void): (text: string) => void {
  const parser = createParser({
    onEvent: ({ data, event }) => take(data, event === 'error'),
    // Unknown fields are ignored, as the standard says.
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw tooLong()
    },
    maxBufferSize: LONGEST_EVENT,
  })
  return (text) => parser.feed(text)
}

function lineReader(take: (line: string) => void): (text: string) => void {
  let parts: string[] = []
  let length = 0
  return (text) => {
    const lines = text.split('\n')
    const rest = lines.pop() ?? ''
    for (const line of lines) {
      const whole = [...parts, line].join('')
      parts = []
      length = 0
      if (whole.length > LONGEST_EVENT) throw tooLong()
      if (whole.trim() !== '') take(whole)
    }
    parts.push(rest)
    length += rest.length
    if (length > LONGEST_EVENT) throw tooLong()
  }
}

function tooLong(): ServerError {
  return new ServerError(
    'BAD_RESPONSE',
    `an event of the stream is longer than ${LONGEST_EVENT} characters`,
    {
      concernsAll: true,
    },
  )
}

function objectOf(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    throw broken(text)
  }
  if (!isRecord(value)) throw broken(text)
  return value
}

function broken(text: string): ServerError {
  return new ServerError(
    'BAD_RESPONSE',
    `an event of the stream is not a JSON object: ${foreign(text, 120)}`,
    {
      retryable: true,
    },
  )
}
