import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { isRecord } from '../../core/json/json.ts'
import { NO_CLOCK, type WorkClock } from '../contract/work-clock.ts'
import type { AdaptiveConcurrency } from './adaptive-concurrency.ts'
import type { StreamFormat, StreamSource } from './read-stream.ts'
import { errorOfStatus, foreign, LONGEST_RETRY_AFTER_MS, ServerError } from './server-error.ts'
import {
  BodyTooLargeError,
  ConnectionError,
  type HttpReply,
  type OpenResponse,
  Transport,
} from './transport.ts'

/**
 * A completion of 2,048 tokens is a few kilobytes; log-probabilities that were not requested add a few more.
 */
const MAX_BYTES = 16 * 1024 * 1024
/**
 * Shortest first pause before a retry, in ms; a random part of up to the same length is added. It doubles
 * with each attempt.
 */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** How long a server may load its model, in ms, from the first response that says so. */
export const LOADING_LIMIT_MS: number = 5 * 60_000
const LOADING_PAUSE_MS = 1000

export interface ServerAccess {
  /** Base URL without a slash at its end. */
  readonly url: string
  /** Headers of every request, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Query parameters of every request. Default: none. */
  readonly query?: Readonly<Record<string, string>>
  /** Retries of a request after an overload or a connection error. */
  readonly retries: number
  /** See {@link FIRST_PAUSE_MS}. */
  readonly firstPauseMs?: number
  /** See {@link LOADING_LIMIT_MS}. */
  readonly loadingLimitMs?: number
  /** Called once when the server reports that it is still loading its model. */
  readonly onLoading?: (message: string) => void
}

/** A request to a server, with the function that reads its response. */
export interface ServerRequest<Value> {
  readonly method: 'GET' | 'POST'
  /** Below the base URL; a full URL for paths outside it. */
  readonly path: string
  readonly body?: unknown
  readonly signal: AbortSignal
  /**
   * Reads the JSON object of a success. A {@link ServerError} that it throws is treated like an error of the
   * transport.
   */
  readonly read: (value: Record<string, unknown>) => Value
  /** Reads a stream of events. Default: a stream is an error. */
  readonly readStream?: (source: StreamSource) => Promise<Value>
  /** Default: that of the server. */
  readonly retries?: number
  /**
   * Time limit of each attempt in ms, after which the server counts as unreachable. Default: only that of the
   * signal.
   */
  readonly attemptMs?: number
  /** Bounds the requests in flight. Default: no bound. */
  readonly capacity?: AdaptiveConcurrency
  /** Stops while a request waits for {@link capacity}. */
  readonly clock?: WorkClock
  /** Called after every failed attempt that will be retried. */
  readonly onTrouble?: (error: ServerError) => void
  /** Called before every retry; true stops. */
  readonly givesUp?: () => boolean
}

export interface ServerResponse<Value> {
  readonly value: Value
  /** Duration of the successful attempt, in ms. */
  readonly tookMs: number
  /** Failed attempts and the pauses after them, in ms. */
  readonly waitedMs: number
}

/**
 * Requests to one server: retries with back-off (p-retry), waiting for a model that is loading, named errors.
 */
export class ServerClient {
  readonly #access: ServerAccess
  readonly #transport = new Transport()
  #loadingSince: number | null = null

  constructor(access: ServerAccess) {
    this.#access = access
  }

  /**
   * Sends a request until a response can be read, or all attempts are used up.
   *
   * @throws ServerError, or the reason of the signal when it is aborted
   */
  async call<Value>(request: ServerRequest<Value>): Promise<ServerResponse<Value>> {
    const asked = performance.now()
    for (;;) {
      try {
        const { value, started } = await this.#withRetries(request)
        this.#loadingSince = null
        return { value, tookMs: performance.now() - started, waitedMs: started - asked }
      } catch (error) {
        if (!(error instanceof ServerError) || !error.loading) throw error
        const { loadingLimitMs = LOADING_LIMIT_MS, onLoading, url } = this.#access
        if (this.#loadingSince === null) {
          this.#loadingSince = performance.now()
          onLoading?.(
            `the server ${url} is loading its model; waiting up to ${Math.round(loadingLimitMs / 1000)} s`,
          )
        }
        if (performance.now() - this.#loadingSince >= loadingLimitMs || request.givesUp?.() === true)
          throw error
        request.onTrouble?.(error)
        await pause(Math.min(LOADING_PAUSE_MS, loadingLimitMs), request.signal)
      }
    }
  }

  /**
   * A JSON object in which the server describes itself.
   *
   * @throws ServerError
   */
  async listed(
    path: string,
    attemptMs: number,
    retries: number = this.#access.retries,
  ): Promise<Record<string, unknown>> {
    const signal = new AbortController().signal
    const { value } = await this.call({
      method: 'GET',
      path,
      signal,
      read: (body) => body,
      attemptMs,
      retries,
    })
    return value
  }

  async close(): Promise<void> {
    await this.#transport.close()
  }

  async #withRetries<Value>(request: ServerRequest<Value>): Promise<{ value: Value; started: number }> {
    const { retries = this.#access.retries, signal, onTrouble, givesUp = () => false } = request
    let attempts = 0
    try {
      return await pRetry(
        async () => {
          attempts++
          return await this.#admitted(request)
        },
        {
          retries,
          minTimeout: this.#access.firstPauseMs ?? FIRST_PAUSE_MS,
          maxTimeout: LONGEST_PAUSE_MS,
          randomize: true,
          signal,
          shouldRetry: async ({ error }) => {
            if (!isWorthRetrying(error) || givesUp()) return false
            onTrouble?.(error)
            // The pause that the server requests is added to ours, so that requests do not return at the same
            // moment.
            if (error.retryAfterMs !== null) await pause(error.retryAfterMs, signal)
            return true
          },
        },
      )
    } catch (error) {
      if (!(error instanceof ServerError) || attempts < 2) throw error
      throw new ServerError(error.code, `${error.message}, ${attempts} attempts`, error)
    }
  }

  /** One attempt, when the server has room for it. */
  async #admitted<Value>(request: ServerRequest<Value>): Promise<{ value: Value; started: number }> {
    const { capacity, clock = NO_CLOCK, signal } = request
    const epoch = (await capacity?.acquire(signal, clock)) ?? 0
    try {
      const started = performance.now()
      const value = await this.#attempt(request)
      capacity?.succeeded()
      return { value, started }
    } catch (error) {
      if (error instanceof ServerError && error.code === 'SERVER_OVERLOADED' && !error.loading)
        capacity?.overloaded(epoch)
      throw error
    } finally {
      capacity?.release()
    }
  }

  /** The pieces of a body as they arrive. A proxy that compresses a stream delays it: then it is one piece. */
  async #streamed(response: OpenResponse): Promise<AsyncIterable<Uint8Array>> {
    const encoding = response.header('content-encoding') ?? ''
    if (encoding === '' || encoding === 'identity') return upTo(response.chunks, MAX_BYTES)
    const { body } = await this.#transport.whole(response, MAX_BYTES)
    return Readable.from([body])
  }

  async #attempt<Value>(request: ServerRequest<Value>): Promise<Value> {
    const { method, path, body, signal, read, readStream, attemptMs } = request
    const { url, headers, query = {} } = this.#access
    const search = new URLSearchParams(query).toString()
    const target = `${path.startsWith('/') ? url : ''}${path}${search === '' ? '' : `?${search}`}`
    const limit = attemptMs === undefined ? null : AbortSignal.timeout(attemptMs)
    try {
      const started = performance.now()
      const response = await this.#transport.open({
        method,
        url: target,
        headers: { ...(readStream === undefined ? {} : { accept: STREAM_TYPES }), ...headers },
        ...(body === undefined ? {} : { body }),
        signal: limit === null ? signal : AbortSignal.any([signal, limit]),
      })
      const format = readStream === undefined ? null : streamFormat(response)
      if (readStream === undefined || format === null)
        return read(objectOf(await this.#transport.whole(response, MAX_BYTES)))
      try {
        return await readStream({ format, started, chunks: await this.#streamed(response) })
      } finally {
        response.discard()
      }
    } catch (error) {
      if (limit?.aborted === true && !signal.aborted) {
        throw new ServerError(
          'SERVER_UNREACHABLE',
          `no response within ${(attemptMs ?? 0) / 1000} s (${target})`,
        )
      }
      throw at(target, error)
    }
  }
}

async function* upTo(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLargeError(`the response is larger than ${maxBytes} bytes`)
    yield chunk
  }
}

const STREAM_TYPES = 'text/event-stream, application/x-ndjson, application/json'

/** The format of a success that is a stream; null for everything else. */
function streamFormat({ status, header }: OpenResponse): StreamFormat | null {
  if (status < 200 || status >= 300) return null
  const type = header('content-type')?.toLowerCase() ?? ''
  return type.includes('event-stream') ? 'sse' : type.includes('ndjson') ? 'ndjson' : null
}

/** If the server requests a longer pause than this, the request fails instead. */
export function isWorthRetrying(error: Error): error is ServerError {
  return (
    error instanceof ServerError &&
    error.retryable &&
    !error.loading &&
    (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS
  )
}

/**
 * The same error with the URL at the end of its message: if the line is cut, the reason is more important.
 */
function at(url: string, error: unknown): unknown {
  if (error instanceof ServerError) return new ServerError(error.code, `${error.message} (${url})`, error)
  if (error instanceof BodyTooLargeError)
    return new ServerError('BAD_RESPONSE', `${error.message} (${url})`, { concernsAll: true })
  if (error instanceof ConnectionError) {
    return new ServerError('SERVER_UNREACHABLE', `${error.message} (${url})`, { retryable: true })
  }
  return error
}

/** @throws ServerError for anything but the JSON object of a success */
function objectOf(reply: HttpReply): Record<string, unknown> {
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
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // The parser's own message is about one character; the beginning of the text is more helpful. A page
    // stays a page.
    throw bad(`the response is not JSON: ${foreign(text, 200) || 'it is empty'}`, !/^\s*</.test(text))
  }
  if (!isRecord(value))
    throw bad(`the response is not a JSON object: ${foreign(JSON.stringify(value), 200)}`, false)
  return value
}

/** Waits for the given milliseconds; ends with the reason of the signal when it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
