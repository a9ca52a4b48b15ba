/** Consecutive failures after which the server counts as down. */
export const BREAKER_THRESHOLD = 5
/** Shortest interval between two trial requests to a server that is down, in ms. */
export const BREAKER_PROBE_MS = 1000

/**
 * Counts the examples that failed one after another because of the server. When there are too many, the
 * circuit is open: only one trial request a second is sent. The first success closes the circuit.
 */
export class CircuitBreaker {
  readonly #now: () => number
  #failures = 0
  #reason: string | null = null
  #nextTrial = 0
  #isTrying = false

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Why the circuit is open; null if it is closed. */
  get reason(): string | null {
    return this.#reason
  }

  /** How a request may be sent: as usual, as a trial (without retries), or not at all. */
  enter(): 'send' | 'trial' | 'refuse' {
    if (this.#reason === null) return 'send'
    if (this.#isTrying || this.#now() < this.#nextTrial) return 'refuse'
    this.#isTrying = true
    return 'trial'
  }

  /** The server responded, even if it rejected the request. */
  succeeded(): void {
    this.#failures = 0
    this.#reason = null
    this.#isTrying = false
  }

  /** A request failed because of the server, after all retries. */
  failed(message: string): void {
    this.#failures++
    this.#isTrying = false
    if (this.#reason === null && this.#failures < BREAKER_THRESHOLD) return
    this.#reason ??= message
    this.#nextTrial = this.#now() + BREAKER_PROBE_MS
  }

  /** A request ended without information about the server: it was aborted. */
  left(): void {
    this.#isTrying = false
  }
}
