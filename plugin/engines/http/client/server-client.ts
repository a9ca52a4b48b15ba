import { Readable } from 'node:stream'
import { NO_CLOCK } from '../../contract/work-clock.ts'
import { replyObject } from '../replies/reply-object.ts'
import { STREAM_TYPES, streamFormat, upTo } from '../replies/response-stream.ts'
import { pause, retried } from '../transport/retries.ts'
import { ServerError } from '../transport/server-error.ts'
import { BodyTooLargeError, ConnectionError, type OpenResponse, Transport } from '../transport/transport.ts'
import type { ServerRequest, ServerResponse } from './server-request.ts'

/**
 * A completion of 2,048 tokens is a few kilobytes; log-probabilities that were not requested add a few more.
 */
const MAX_BYTES = 16 * 1024 * 1024
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
  /** Shortest first pause before a retry, in ms. Default: 500. */
  readonly firstPauseMs?: number
  /** See {@link LOADING_LIMIT_MS}. */
  readonly loadingLimitMs?: number
  /** Called once when the server reports that it is still loading its model. */
  readonly onLoading?: (message: string) => void
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
    const { retries = this.#access.retries, signal, onTrouble, givesUp } = request
    const { firstPauseMs } = this.#access
    let attempts = 0
    const attempt = (): Promise<{ value: Value; started: number }> => {
      attempts++
      return this.#admitted(request)
    }
    try {
      return await retried(attempt, { retries, firstPauseMs, signal, onTrouble, givesUp })
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
        return read(replyObject(await this.#transport.whole(response, MAX_BYTES)))
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
