import { tokensPerSecond as showRate } from '../../../plugin/core/format.ts'

/** One finished example, as the pace needs it. */
export interface Finished {
  /** Milliseconds of any clock that only goes forward. */
  readonly at: number
  /** Whether a model answered it just now; recorded answers say nothing of the time that others take. */
  readonly live: boolean
  /** Null where unknown. */
  readonly tokens: number | null
  /** Milliseconds of the completion itself; null where unknown. */
  readonly tookMs: number | null
}

/** How far a dataset is. Null is "not known yet". */
export interface Progress {
  readonly done: number
  readonly total: number
  readonly tokensPerSecond: number | null
  readonly leftMs: number | null
}

/** Counts finished examples and estimates progress and the remaining time. */
export class Pace {
  readonly #total: number
  #done = 0
  #live = 0
  /** When the first live request was sent, and the last completion came. */
  #begun: number | null = null
  #ended = 0
  /** Output tokens of the live completions; null where one has no count. */
  #tokens: number | null = 0

  constructor(total: number) {
    this.#total = total
  }

  /** Live answers so far. */
  get live(): number {
    return this.#live
  }

  get complete(): boolean {
    return this.#done >= this.#total
  }

  add(finished: Finished): void {
    this.#done++
    if (!finished.live) return
    this.#live++
    const begun = finished.at - (finished.tookMs ?? 0)
    this.#begun = Math.min(this.#begun ?? begun, begun)
    this.#ended = finished.at
    this.#tokens = this.#tokens === null || finished.tokens === null ? null : this.#tokens + finished.tokens
  }

  progress(now: number): Progress {
    return {
      done: this.#done,
      total: this.#total,
      tokensPerSecond: this.#speed(),
      leftMs: this.#left(now),
    }
  }

  /** As the report defines its throughput: output tokens per wall-clock second since the first live request. */
  #speed(): number | null {
    if (this.#tokens === null || this.#begun === null) return null
    const span = this.#ended - this.#begun
    return span <= 0 ? null : (this.#tokens * 1000) / span
  }

  #left(now: number): number | null {
    if (this.#begun === null || this.#live < 2) return null
    const each = (this.#ended - this.#begun) / this.#live
    return Math.max(0, (this.#total - this.#done) * each - (now - this.#ended))
  }
}

/** ` EdgeJSON  12/158 · 34.1 tokens/s · about 4 min left`, without line break. */
export function progressText(
  { done, total, tokensPerSecond, leftMs }: Progress,
  name: string | null,
): string {
  const parts = [
    ...(name === null ? [] : [name]),
    `${done}/${total}`,
    ...(tokensPerSecond === null ? [] : [showRate(tokensPerSecond)]),
    ...(leftMs === null ? [] : [`about ${roughly(leftMs)} left`]),
  ]
  return ` EdgeJSON  ${parts.join(' · ')}`
}

/** ` EdgeJSON  timing 20 examples, one at a time`, without line break. */
export function timingText(examples: number, name: string | null): string {
  const what = `timing ${examples} examples, one at a time`
  return ` EdgeJSON  ${name === null ? what : `${name} · ${what}`}`
}

/** As exactly as an estimate deserves: `40 s`, `4 min`, `1 h 20 min`. */
function roughly(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 90) return `${Math.max(1, Math.round(seconds / 5) * 5)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const tens = Math.round(minutes / 10) * 10
  return `${Math.floor(tens / 60)} h${tens % 60 === 0 ? '' : ` ${tens % 60} min`}`
}
