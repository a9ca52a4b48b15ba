import http from 'node:http'
import https from 'node:https'
import { condensed, isRecord } from '../../model/index.ts'
import { BodyTooLargeError, ConnectionError, type Connections, exchange, type Reply } from './exchange.ts'
import { isTransient, pause, pauseBefore } from './retry.ts'

/** A completion of 2,048 tokens is a few kilobytes; log-probabilities nobody asked for make it a few more. */
const MAX_BYTES = 16 * 1024 * 1024

/** What the server said, or why it said nothing that can be used. */
export type Outcome =
  | {
      readonly ok: true
      readonly value: Record<string, unknown>
      /** Of the attempt that succeeded, in ms. */
      readonly tookMs: number
      /** Attempts that failed before and the pauses after them, in ms. */
      readonly waitedMs: number
    }
  | { readonly ok: false; readonly status: number | null; readonly message: string }

export interface ServerAccess {
  /** Base URL without a slash at its end. */
  readonly url: string
  readonly apiKey: string | null
  /** How often a request that failed for want of capacity or connection is tried again. */
  readonly retries: number
  /** Waits between two attempts; rejects with the signal's reason when it is aborted. Default: {@link pause}. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Requests to one server, with retries. */
export class ServerClient {
  readonly #access: ServerAccess
  readonly #connections: Connections = {
    http: new http.Agent({ keepAlive: true }),
    https: new https.Agent({ keepAlive: true }),
  }

  constructor(access: ServerAccess) {
    this.#access = access
  }

  /**
   * Asks until there is an answer or the attempts are used up.
   *
   * @param onTrouble told of every attempt that failed and will be repeated
   * @throws the signal's reason when it is aborted
   */
  async ask(
    method: 'GET' | 'POST',
    route: string,
    body: unknown,
    signal: AbortSignal,
    onTrouble: (message: string) => void = () => {},
  ): Promise<Outcome> {
    const { url, apiKey, retries, wait = pause } = this.#access
    const asked = performance.now()
    for (let attempt = 1; ; attempt++) {
      const started = performance.now()
      let trouble: string
      let status: number | null = null
      let retryAfter: string | undefined
      try {
        const reply = await exchange(this.#connections, {
          method,
          url: `${url}${route}`,
          headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal,
          maxBytes: MAX_BYTES,
        })
        if (reply.status >= 200 && reply.status < 300) {
          const value = parseObject(reply.body)
          return typeof value === 'string'
            ? { ok: false, status: reply.status, message: this.#clean(`${method} ${url}${route}: ${value}`) }
            : { ok: true, value, tookMs: performance.now() - started, waitedMs: started - asked }
        }
        status = reply.status
        trouble = `HTTP ${reply.status} ${reply.statusText}: ${explanation(reply)}`
        if (!isTransient(status))
          return { ok: false, status, message: this.#clean(`${url}${route}: ${trouble}`) }
        retryAfter = reply.headers['retry-after']
      } catch (error) {
        if (error instanceof BodyTooLargeError) {
          return { ok: false, status: null, message: `${url}${route}: ${error.message}` }
        }
        if (!(error instanceof ConnectionError)) throw error
        trouble = error.message
      }
      trouble = this.#clean(trouble)
      if (attempt > retries) {
        const attempts = attempt === 1 ? '' : ` (${attempt} attempts)`
        return { ok: false, status, message: `${url}${route}: ${trouble}${attempts}` }
      }
      onTrouble(trouble)
      await wait(pauseBefore(attempt, retryAfter), signal)
    }
  }

  close(): void {
    this.#connections.http.destroy()
    this.#connections.https.destroy()
  }

  /** Some servers repeat the key in their complaint about it. */
  #clean(message: string): string {
    const { apiKey } = this.#access
    return condensed(apiKey === null ? message : message.replaceAll(apiKey, '…'), 500)
  }
}

function parseObject(body: string): Record<string, unknown> | string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // The parser's own message is about a character; what came instead of JSON says more.
    return `the answer is not JSON: ${condensed(body, 200)}`
  }
  return isRecord(value) ? value : `the answer is not a JSON object: ${condensed(body, 200)}`
}

/** What a server says about an error: `error.message`, `error`, `message`, `detail`, or the text of its page. */
function explanation({ headers, body }: Reply): string {
  if (headers.location !== undefined)
    return `it redirects to ${condensed(headers.location, 200)}; give that URL`
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    const text = body.slice(0, 20_000).replace(/<(style|script)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    return condensed(text) || 'no explanation'
  }
  if (isRecord(value)) {
    const { error } = value
    for (const each of [isRecord(error) ? error.message : error, value.message, value.detail]) {
      if (typeof each === 'string' && each !== '') return condensed(each)
    }
  }
  return condensed(body) || 'no explanation'
}
