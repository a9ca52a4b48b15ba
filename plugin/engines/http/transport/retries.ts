import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { LONGEST_RETRY_AFTER_MS, ServerError } from './server-error.ts'

/** A random part of up to the same length is added to a pause, and it doubles with each attempt. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** How often and with which pauses a request is sent again. */
export interface RetryRules {
  readonly retries: number
  /** Shortest pause before the first retry, in ms. Default: 500. */
  readonly firstPauseMs?: number | undefined
  readonly signal: AbortSignal
  /** Called after every failed attempt that will be retried. Default: nothing. */
  readonly onTrouble?: ((error: ServerError) => void) | undefined
  /** Called before every retry; true stops. Default: never. */
  readonly givesUp?: (() => boolean) | undefined
}

/**
 * The value of the first attempt that succeeds.
 *
 * @throws the error of the last attempt, or the reason of the signal when it is aborted
 */
export function retried<Value>(
  attempt: () => Promise<Value>,
  { retries, firstPauseMs = FIRST_PAUSE_MS, signal, onTrouble, givesUp = () => false }: RetryRules,
): Promise<Value> {
  return pRetry(attempt, {
    retries,
    minTimeout: firstPauseMs,
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
  })
}

/** If the server requests a longer pause than this, the request fails instead. */
function isWorthRetrying(error: Error): error is ServerError {
  return (
    error instanceof ServerError &&
    error.retryable &&
    !error.loading &&
    (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS
  )
}

/** Waits for the given milliseconds; ends with the reason of the signal when it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
