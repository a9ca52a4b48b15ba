import { BodyTooLargeError, type OpenResponse } from '../transport/transport.ts'
import type { StreamFormat } from './read-stream.ts'

/**
 * The pieces of a body.
 *
 * @throws BodyTooLargeError after `maxBytes` bytes
 */
export async function* upTo(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLargeError(`the response is larger than ${maxBytes} bytes`)
    yield chunk
  }
}

/** The header `accept` of a request whose response may be a stream. */
export const STREAM_TYPES: string = 'text/event-stream, application/x-ndjson, application/json'

/** The format of a success that is a stream; null for everything else. */
export function streamFormat({ status, header }: OpenResponse): StreamFormat | null {
  if (status < 200 || status >= 300) return null
  const type = header('content-type')?.toLowerCase() ?? ''
  return type.includes('event-stream') ? 'sse' : type.includes('ndjson') ? 'ndjson' : null
}
