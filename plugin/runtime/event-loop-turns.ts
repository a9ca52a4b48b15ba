import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which the event loop gets a turn. */
const WORK_MS = 10

/**
 * A replayed answer is there at once, so tests that follow each other never let the event loop turn. Vitest sends
 * results while it turns: without a turn they would pile up in the worker until the last test, and the Vitest process
 * would begin with them only then.
 */
export class EventLoopTurns {
  readonly #now: () => number
  #last: number

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#last = now()
  }

  /** Resolves after a turn when one is due, else at once. */
  async next(): Promise<void> {
    if (this.#now() - this.#last < WORK_MS) return
    await setImmediate()
    this.#last = this.#now()
  }
}
