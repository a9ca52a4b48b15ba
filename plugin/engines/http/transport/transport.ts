import { STATUS_CODES } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { type Dispatcher, EnvHttpProxyAgent, interceptors, request as send } from 'undici'
import { EdgejsonError, errorCode, errorMessage } from '../../../core/errors.ts'

/** The connection failed or broke; a retry may help. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** The body is larger than any expected one. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Aborting it ends the exchange with its reason. */
  readonly signal: AbortSignal
}

/** A response whose body has not been read yet. */
export interface OpenResponse {
  readonly status: number
  readonly statusText: string
  header(name: string): string | undefined
  /**
   * The body in pieces as they arrive, in the content encoding of the server. Throws like {@link
   * Transport.open}.
   */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Ends the exchange without reading the rest. */
  discard(): void
}

/** A response with its whole body. */
export interface HttpReply extends Omit<OpenResponse, 'chunks' | 'discard'> {
  readonly body: Uint8Array
}

export interface TransportOptions {
  /**
   * Longest silence of a server in ms: before its headers and between two pieces of its body. Default 0, no
   * limit: a slow machine may compute for many minutes before it sends anything, and requests have their own
   * time limit.
   */
  readonly stallMs?: number
  /**
   * Whether redirects are followed; the authorization header is never sent to another origin. Default false.
   */
  readonly followRedirects?: boolean
}

const CONNECT_MS = 30_000
const REDIRECTS = 5

/**
 * Keep-alive HTTP connections (undici). `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` apply, but never for this
 * machine itself.
 */
export class Transport {
  readonly #agent: EnvHttpProxyAgent
  readonly #stallMs: number
  readonly #dispatcher: Dispatcher

  constructor({ stallMs = 0, followRedirects = false }: TransportOptions = {}) {
    this.#stallMs = stallMs
    try {
      this.#agent = new EnvHttpProxyAgent({
        connect: { timeout: CONNECT_MS },
        // Plain HTTP is forwarded, because many proxies reject a tunnel to ports other than 443.
        proxyTunnel: false,
        httpProxy: proxyUrl(process.env.http_proxy ?? process.env.HTTP_PROXY),
        httpsProxy: proxyUrl(process.env.https_proxy ?? process.env.HTTPS_PROXY),
        noProxy: noProxy(process.env.no_proxy ?? process.env.NO_PROXY ?? ''),
      })
    } catch (error) {
      throw new EdgejsonError(
        'BAD_OPTION',
        `HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy: ${errorMessage(error)}. Correct it, or remove it from the environment.`,
      )
    }
    this.#dispatcher = followRedirects
      ? this.#agent.compose(interceptors.redirect({ maxRedirections: REDIRECTS }))
      : this.#agent
  }

  /**
   * Sends a request and returns when the headers of the response have arrived.
   *
   * @throws ConnectionError, or the reason of the signal
   */
  async open({ method, url, headers, body, signal }: HttpRequest): Promise<OpenResponse> {
    signal.throwIfAborted()
    let response: Dispatcher.ResponseData
    try {
      response = await send(url, {
        dispatcher: this.#dispatcher,
        headersTimeout: this.#stallMs,
        bodyTimeout: this.#stallMs,
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal,
      })
    } catch (error) {
      throw signal.aborted ? signal.reason : connectionError(error)
    }
    const { statusCode, body: stream } = response
    return {
      status: statusCode,
      statusText: response.statusText || (STATUS_CODES[statusCode] ?? ''),
      header: (name) => firstOf(response.headers[name]),
      chunks: piecesOf(stream, signal),
      discard: () => void stream.on('error', () => {}).destroy(),
    }
  }

  /**
   * One request and its whole response, decompressed.
   *
   * @param maxBytes upper bound of the body
   * @throws ConnectionError, BodyTooLargeError, or the signal's reason
   */
  async exchange(request: HttpRequest, maxBytes: number): Promise<HttpReply> {
    return this.whole(await this.open(request), maxBytes)
  }

  /**
   * The whole body of an open response, decompressed.
   *
   * @throws ConnectionError, BodyTooLargeError, or the signal's reason
   */
  async whole({ chunks, discard, ...reply }: OpenResponse, maxBytes: number): Promise<HttpReply> {
    const parts: Uint8Array[] = []
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > maxBytes) {
        discard()
        throw new BodyTooLargeError(`the response is larger than ${maxBytes} bytes`)
      }
      parts.push(chunk)
    }
    const encoding = reply.header('content-encoding')?.trim().toLowerCase()
    return { ...reply, body: await decompressed(Buffer.concat(parts), encoding, maxBytes) }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

async function* piecesOf(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch (error) {
    throw signal.aborted ? signal.reason : connectionError(error)
  }
}

/** Many systems write `proxy:3128` without a scheme. */
function proxyUrl(value: string | undefined): string {
  const url = value?.trim() ?? ''
  return url === '' || url.includes('://') ? url : `http://${url}`
}

/** A server of this machine is never behind a proxy. */
function noProxy(value: string): string {
  return value.trim() === '*'
    ? '*'
    : [value, 'localhost', '127.0.0.1', '0.0.0.0', '[::1]'].filter(Boolean).join(',')
}

const DECOMPRESS = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

/** No encoding is requested, but a proxy may compress the body anyway. */
async function decompressed(
  body: Uint8Array,
  encoding: string | undefined,
  maxOutputLength: number,
): Promise<Uint8Array> {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return body
  const decompress = DECOMPRESS.get(encoding)
  if (decompress === undefined) throw new ConnectionError(`the response has the unknown encoding ${encoding}`)
  try {
    return await decompress(body, { maxOutputLength })
  } catch (error) {
    if (error instanceof RangeError)
      throw new BodyTooLargeError(`the response is larger than ${maxOutputLength} bytes`)
    throw new ConnectionError(`the ${encoding} response cannot be decompressed: ${errorMessage(error)}`)
  }
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** Explanations of terse messages of undici. */
const IN_WORDS: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'the server closed the connection',
  UND_ERR_HEADERS_TIMEOUT: 'the server fell silent before its response',
  UND_ERR_BODY_TIMEOUT: 'the server fell silent within its response',
  UND_ERR_CONNECT_TIMEOUT: `no connection within ${CONNECT_MS / 1000} s`,
}

/** The AggregateError of several tried addresses has no message of its own. */
function connectionError(error: unknown): ConnectionError {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error
  const message = inner instanceof Error && inner.message !== '' ? inner.message : 'the connection failed'
  return new ConnectionError(IN_WORDS[String(errorCode(inner))] ?? message, { cause: error })
}
