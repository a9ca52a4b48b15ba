/** Longer delays overflow Node's timers and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Waits for work that may never end. What it does after its time is up is ignored.
 *
 * @param limitMs milliseconds
 * @throws what `expired` makes, when the time is up
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
 * How long a module of the user may take to start, and how long it may keep its thread busy, where the option `timeout`
 * is `timeoutMs`: a short limit for completions must not refuse a module that loads a model first.
 */
export function moduleLimitMs(timeoutMs: number): number {
  return Math.max(timeoutMs, 60_000)
}
