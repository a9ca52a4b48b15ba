/** Longer delays overflow Node's timers and would fire immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The time limit of one request, for engines that queue requests themselves: only work counts. */
export interface WorkClock {
  /** The request waits: the clock stops. */
  wait(): void
  /** Work begins, or begins again: the full limit is left. */
  begin(): void
}

/** For requests without a limit. */
export const NO_CLOCK: WorkClock = { wait: () => {}, begin: () => {} }

/** A {@link WorkClock} that starts at once. */
export class Deadline implements WorkClock {
  readonly #limitMs: number
  readonly #expire: () => void
  #timer: NodeJS.Timeout | undefined
  #over = false

  /** @param expire called at most once */
  constructor(limitMs: number, expire: () => void) {
    this.#limitMs = limitMs
    this.#expire = expire
    this.begin()
  }

  wait(): void {
    clearTimeout(this.#timer)
  }

  begin(): void {
    clearTimeout(this.#timer)
    if (this.#over || this.#limitMs > LONGEST_TIMER_MS) return
    this.#timer = setTimeout(() => {
      this.#over = true
      this.#expire()
    }, this.#limitMs)
  }

  /** The request has ended. */
  end(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }
}
