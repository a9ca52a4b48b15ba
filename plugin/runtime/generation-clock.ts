import type { Completion } from '../records/completion.ts'
import type { Engine } from '../records/engine.ts'
import { hasOutput } from '../records/finish-reason.ts'
import type { GenerationSpan } from '../records/run-latency.ts'

/** Milliseconds since 1970, from a monotonic clock. */
const epochMs = (): number => performance.timeOrigin + performance.now()

/**
 * Times the generation phase of one test module: from the first request to the live engine to its last
 * completion. Loading happens before, replayed completions never reach this engine, and failures produce no
 * tokens.
 */
export class GenerationClock {
  /** Replaces the given engine. */
  readonly engine: Engine
  readonly #now: () => number
  #startedAt: number | null = null
  #endedAt = 0
  #completions = 0
  #tokensOut: number | null = 0

  constructor(engine: Engine, now: () => number = epochMs) {
    this.#now = now
    const generate: Engine['generate'] = async (requests, signal) => {
      this.#startedAt ??= this.#now()
      const completions = await engine.generate(requests, signal)
      for (const completion of completions) this.#add(completion)
      return completions
    }
    // Everything else is forwarded to the engine, including later changes.
    this.engine = new Proxy(engine, {
      get: (target, key) => {
        if (key === 'generate') return generate
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** Null without a live completion. */
  get span(): GenerationSpan | null {
    if (this.#startedAt === null || this.#completions === 0) return null
    return {
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      completions: this.#completions,
      tokensOut: this.#tokensOut,
    }
  }

  #add(completion: Completion): void {
    if (completion.replayed || !hasOutput(completion)) return
    this.#endedAt = this.#now()
    this.#completions += 1
    // A partial sum would be read as the total.
    if (this.#tokensOut === null || completion.tokensOut === null) this.#tokensOut = null
    else this.#tokensOut += completion.tokensOut
  }
}
