/** Longer delays overflow Node's timers and would fire immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Waits for work that may never end. A result after the time limit is ignored.
 *
 * @param limitMs milliseconds
 * @throws the error that `expired` makes, when the time is up
 */
export async function withinLimit<T>(
  work: Promise<T> | T,
  limitMs: number,
  expired: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(expired()), Math.min(limitMs, LONGEST_TIMER_MS))
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * How long a user's module may take to start, and how long it may block its thread, when the option `timeout`
 * is `timeoutMs`. A short limit for completions must not stop a module that loads a model first.
 */
export function moduleLimitMs(timeoutMs: number): number {
  return Math.max(timeoutMs, 60_000)
}
