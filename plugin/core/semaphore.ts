/** A counting semaphore: at most `permits` holders at a time, first come, first served. */
export class Semaphore {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(permits: number) {
    this.#free = permits
  }

  /** Resolves with true when a permit was acquired, with false when the signal was aborted before that. */
  acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false)
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#waiting.delete(grant)
        resolve(false)
      }
      const grant = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve(true)
      }
      this.#waiting.add(grant)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Releases a permit. The acquirer that waited longest gets it. */
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
