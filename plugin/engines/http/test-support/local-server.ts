import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { isRecord } from '../../../core/json/json.ts'

/** A request as the server received it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

export type Handler = (asked: Asked, response: http.ServerResponse) => void | Promise<void>

export interface LocalServer {
  readonly url: string
  /** All requests, in order. */
  readonly asked: Asked[]
  /** The maximum number of concurrent requests. */
  readonly most: () => number
  close(): Promise<void>
}

/** A real server on this machine. */
export async function localServer(handler: Handler): Promise<LocalServer> {
  const asked: Asked[] = []
  let now = 0
  let most = 0
  const server = http.createServer(async (request, response) => {
    most = Math.max(most, ++now)
    response.on('close', () => now--)
    const chunks: Buffer[] = []
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
    const body: unknown = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: isRecord(body) ? body : {},
    }
    asked.push(one)
    await handler(one, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    most: () => most,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export function json(
  response: http.ServerResponse,
  value: unknown,
  status = 200,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

/** The prompt of a request to either endpoint. */
export function promptOf({ body }: Asked): string {
  const message: unknown = Array.isArray(body.messages) ? body.messages[0] : undefined
  const prompt = isRecord(message) ? message.content : body.prompt
  return typeof prompt === 'string' ? prompt : ''
}

/** The body of a chat completion. */
export function chat(content: string | null, more: Record<string, unknown> = {}): unknown {
  return {
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...more }],
    usage: { prompt_tokens: 11, completion_tokens: 7 },
  }
}

/** The text of a stream: one event for each value, texts as they are. */
export function events(...values: readonly unknown[]): string {
  return values
    .map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`)
    .join('')
}

/** A chunk of a streamed chat completion. */
export function chunk(
  delta: Record<string, unknown>,
  finish_reason: string | null = null,
): Record<string, unknown> {
  return { choices: [{ index: 0, delta, finish_reason }] }
}

/** Sends a stream; every text is a piece of its own. */
export async function stream(
  response: http.ServerResponse,
  pieces: readonly (string | Uint8Array)[],
  type = 'text/event-stream',
): Promise<void> {
  response.writeHead(200, { 'content-type': type })
  for (const piece of pieces) {
    response.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  response.end()
}
