import type { WorkClock } from '../../contract/work-clock.ts'
import type { StreamSource } from '../replies/read-stream.ts'
import type { AdaptiveConcurrency } from '../transport/adaptive-concurrency.ts'
import type { ServerError } from '../transport/server-error.ts'

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
