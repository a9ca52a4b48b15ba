import { EdgejsonError } from '../../core/errors.ts'
import { onAbort } from '../../core/on-abort.ts'
import { Semaphore } from '../../core/semaphore.ts'
import { withinLimit } from '../../core/within-limit.ts'
import type { Completion } from '../../records/completion.ts'
import type { Engine } from '../../records/engine.ts'
import { type EngineResult, Interruption, toCompletion } from './completions.ts'

/**
 * Marks engines that enforce the time limit of each request themselves. A registered symbol, so that several
 * copies of this package share it.
 */
export const KEEPS_TIME_LIMIT: unique symbol = Symbol.for('vitest-edgejson.keeps-time-limit')

/** How long aborted work may take to return its output so far, in ms. */
export const GRACE_MS = 1000

/**
 * `generate` of an engine that may never return. When the time limit of its requests is reached, it is
 * aborted, then abandoned. At most as many calls run as the engine's concurrency allows; waiting is not
 * counted.
 */
export function limitGenerate(engine: Engine, name: string): Engine['generate'] {
  if (KEEPS_TIME_LIMIT in engine) return (requests, signal) => engine.generate(requests, signal)
  const semaphore = new Semaphore(engine.concurrency ?? 1)
  return async (requests, signal) => {
    const stop = new AbortController()
    const unlink = signal === undefined ? () => {} : onAbort(signal, () => stop.abort(signal.reason))
    const failed = (failure: NonNullable<EngineResult['failure']>): Completion =>
      toCompletion({ text: '', failure })
    try {
      if (!(await semaphore.acquire(stop.signal)))
        return requests.map(() => failed({ code: 'ABORTED', message: 'the run was stopped' }))
      const limitMs = requests.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0)
      const message = `generate of ${name} gave no result within ${limitMs} ms; raise the option timeout`
      const timeout = { code: 'ENGINE_TIMEOUT', message } as const
      let expired = false
      const timer = setTimeout(
        () => {
          expired = true
          stop.abort(new Interruption(timeout.code, message))
        },
        Math.min(limitMs, 2 ** 31 - 1),
      )
      try {
        const completions = await withinLimit(
          engine.generate(requests, stop.signal),
          limitMs + GRACE_MS,
          () => new EdgejsonError('ENGINE_TIMEOUT', message),
        )
        // Complete results count, even after the abort.
        if (!expired || !Array.isArray(completions)) return completions
        return completions.map((each) => (each?.error === undefined ? each : failed(timeout)))
      } catch (error) {
        if (expired) return requests.map(() => failed(timeout))
        throw error
      } finally {
        clearTimeout(timer)
        semaphore.release()
      }
    } finally {
      unlink()
    }
  }
}
