import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which the event loop runs. */
const WORK_MS = 10

/**
 * A replayed completion is available at once, so consecutive tests never let the event loop turn. Vitest
 * sends results only during a turn: without one they would accumulate in the worker until the last test, and
 * the Vitest process would start on them only then.
 */
export class EventLoopTurns {
  readonly #now: () => number
  #last: number

  /** @param now milliseconds of a monotonic clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#last = now()
  }

  /** Resolves after a turn if one is due, otherwise at once. */
  async next(): Promise<void> {
    if (this.#now() - this.#last < WORK_MS) return
    await setImmediate()
    this.#last = this.#now()
  }
}
