import http from 'node:http'
import https from 'node:https'

/** An answer of a server, whole. */
export interface Reply {
  readonly status: number
  readonly statusText: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** The connection failed or broke; asking again may help. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** The answer is larger than anything a completion can be. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Aborting it ends the exchange with its reason. */
  readonly signal: AbortSignal
  /** Upper bound of the answer. */
  readonly maxBytes: number
}

/** Connections are kept, so that a run of short requests does not pay for a handshake each. */
export interface Connections {
  readonly http: http.Agent
  readonly https: https.Agent
}

/**
 * One request and its whole answer. Not `fetch`: that gives up after five minutes without headers, and a slow machine
 * may write for longer before it answers.
 *
 * @throws ConnectionError, BodyTooLargeError, or the signal's reason.
 */
export function exchange(connections: Connections, request: Exchange): Promise<Reply> {
  const { signal, maxBytes } = request
  const secure = request.url.startsWith('https:')
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8')
    const outgoing = (secure ? https : http).request(request.url, {
      method: request.method,
      agent: secure ? connections.https : connections.http,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
        ...request.headers,
      },
    })
    const abort = (): void => {
      outgoing.destroy()
      settle(() => reject(signal.reason))
    }
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', abort)
      finish()
    }
    const broke = (error: Error): void => {
      settle(() => reject(new ConnectionError(connectionMessage(error), { cause: error })))
    }
    signal.addEventListener('abort', abort, { once: true })
    outgoing.on('error', broke)
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      let size = 0
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= maxBytes) {
          chunks.push(chunk)
          return
        }
        settle(() => reject(new BodyTooLargeError(`the answer is larger than ${maxBytes} bytes`)))
        outgoing.destroy()
      })
      incoming.on('error', broke)
      incoming.on('aborted', () =>
        broke(new Error('the server closed the connection before its answer was whole')),
      )
      incoming.on('end', () => {
        settle(() =>
          resolve({
            status: incoming.statusCode ?? 0,
            statusText: incoming.statusMessage ?? '',
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      })
    })
    outgoing.end(body)
  })
}

/** An AggregateError of several tried addresses has no message of its own. */
function connectionMessage(error: Error): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error
  return inner instanceof Error && inner.message !== '' ? inner.message : 'the connection failed'
}
