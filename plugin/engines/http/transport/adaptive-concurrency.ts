import type { WorkClock } from '../../contract/work-clock.ts'

/** Share of the concurrency that is left after a refusal. */
const DECREASE = 0.5

/**
 * Requests in flight at a server that refuses some for lack of capacity: additive increase, multiplicative decrease. A refusal
 * halves the concurrency, every success adds a fraction, up to the configured one; one request is always possible. It decides
 * when a request is sent, never what is sent.
 */
export class AdaptiveConcurrency {
  readonly #most: number
  #limit: number
  #inFlight = 0
  #lowest: number
  readonly #waiting = new Set<() => void>()
  /** Counts the decreases. Refusals of requests that were sent before the last one are part of it. */
  #epoch = 0

  readonly #onLowest: (lowest: number) => void

  /**
   * @param most the configured concurrency
   * @param onLowest called with each bound that is lower than all before
   */
  constructor(most: number, onLowest: (lowest: number) => void = () => {}) {
    this.#most = most
    this.#limit = most
    this.#lowest = most
    this.#onLowest = onLowest
  }

  /** The current bound, at least 1. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit))
  }

  /** The lowest bound so far. */
  get lowest(): number {
    return this.#lowest
  }

  /**
   * Waits until a request may be sent. The clock of the request stops meanwhile.
   *
   * @returns what {@link overloaded} needs to know of the request
   * @throws the reason of the signal
   */
  async acquire(signal: AbortSignal, clock: WorkClock): Promise<number> {
    signal.throwIfAborted()
    if (this.#inFlight >= this.limit) {
      clock.wait()
      await this.#turn(signal)
      clock.begin()
    } else this.#inFlight++
    return this.#epoch
  }

  /** The request has ended. */
  release(): void {
    this.#inFlight--
    this.#admit()
  }

  succeeded(): void {
    this.#limit = Math.min(this.#most, this.#limit + 1 / this.limit)
    this.#admit()
  }

  /** @param epoch what {@link acquire} returned for the refused request */
  overloaded(epoch: number): void {
    if (epoch !== this.#epoch) return
    this.#epoch++
    this.#limit = Math.max(1, this.#limit * DECREASE)
    if (this.limit >= this.#lowest) return
    this.#lowest = this.limit
    this.#onLowest(this.#lowest)
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(grant)
        reject(signal.reason)
      }
      const grant = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      this.#waiting.add(grant)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  #admit(): void {
    for (const grant of this.#waiting) {
      if (this.#inFlight >= this.limit) return
      this.#waiting.delete(grant)
      this.#inFlight++
      grant()
    }
  }
}
