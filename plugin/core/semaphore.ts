/** First come, first served access to a number of places. */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(places: number) {
    this.#free = places
  }

  /** Resolves with true when a place was taken, with false when the signal was aborted before. */
  acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false)
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      const stop = (): void => {
        this.#waiting.delete(enter)
        resolve(false)
      }
      const enter = (): void => {
        signal.removeEventListener('abort', stop)
        resolve(true)
      }
      this.#waiting.add(enter)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  /** Gives a place back; it goes to whoever waits longest. */
  release(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#free++
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
