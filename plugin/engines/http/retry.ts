import { setTimeout as sleep } from 'node:timers/promises'

/** First pause in ms; it doubles with each further attempt. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** True for answers of a server that has too much to do or is just starting. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)
}

/**
 * Milliseconds before the next attempt: what the server asks for, else exponential back-off with jitter, so that
 * requests which failed together do not come back together. Never more than 30 s.
 *
 * @param attempt how many attempts were made already, at least 1
 */
export function pauseBefore(
  attempt: number,
  retryAfter: string | undefined,
  now: number = Date.now(),
  random: () => number = Math.random,
): number {
  const asked = retryAfterMs(retryAfter, now)
  if (asked !== null) return Math.min(asked, LONGEST_PAUSE_MS)
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
  return full * (0.5 + random() / 2)
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3); null when it is neither. */
function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000
  // Date.parse takes almost anything for a date; one of HTTP begins with its weekday.
  const date = /^\s*[A-Z][a-z]+, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** Waits; ends with the signal's reason when it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
