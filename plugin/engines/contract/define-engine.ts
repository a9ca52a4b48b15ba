import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { onAbort } from '../../core/on-abort.ts'
import { quoted } from '../../core/printable.ts'
import { Semaphore } from '../../core/semaphore.ts'
import type { Completion } from '../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import { modelInfo } from '../../records/model-info.ts'
import { type EngineResult, Interruption, interruption, toCompletion } from './completions.ts'
import { GRACE_MS, KEEPS_TIME_LIMIT } from './limit-generate.ts'
import { Deadline, type WorkClock } from './work-clock.ts'

/** What makes an engine; {@link defineEngine} adds order, queue, time-outs, abort and failures. */
export interface EngineDefinition {
  /** What is known about the model; at least its name. */
  readonly model: Partial<ModelInfo> & { readonly id: string }
  /** Requests in flight at once. Default 1. */
  readonly concurrency?: number
  /** True if equal requests always have equal completions. Default false. */
  readonly deterministic?: boolean
  /** Notes on how it completes prompts; the summary of a run shows them. Default: none. */
  readonly notes?: readonly string[]
  /**
   * Generates the completion of one request. `signal` is aborted when the time limit is reached, the run is
   * stopped or the engine is closed; the function may then still return the text so far. An exception fails
   * this request only. An engine with its own queue calls `clock` when a request waits and when work on it
   * begins.
   */
  readonly answer: (
    request: CompletionRequest,
    signal: AbortSignal,
    clock: WorkClock,
  ) => Promise<EngineResult | string>
  /** See `Engine.peakMemoryBytes`. Default: not measured. */
  readonly peakMemoryBytes?: () => number | null
  /** Frees what the engine holds. Called once, when no work is left. Default: nothing. */
  readonly close?: () => Promise<void>
}

/**
 * An {@link Engine} from a function that completes one prompt.
 *
 * @throws EdgejsonError `BAD_OPTION` when `concurrency` is not a whole number of at least 1; `generate` of the engine rejects
 * with `ENGINE_FAILED` once it is closed.
 */
export function defineEngine(definition: EngineDefinition): Engine {
  const concurrency = definition.concurrency ?? 1
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `concurrency is ${concurrency}; it must be a whole number of at least 1`,
    )
  }
  const semaphore = new Semaphore(concurrency)
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  async function one(request: CompletionRequest, signal: AbortSignal | undefined): Promise<Completion> {
    const asked = performance.now()
    const stop = new AbortController()
    const unlink = link(stop, signal, closing.signal)
    try {
      if (!(await semaphore.acquire(stop.signal))) {
        return toCompletion({ text: '', failure: interruption(stop.signal) })
      }
      const queueMs = performance.now() - asked
      try {
        const answer = await work(definition, request, stop)
        const { timings } = answer
        return toCompletion({
          ...answer,
          timings: { ...timings, queueMs: queueMs + (timings?.queueMs ?? 0) },
        })
      } finally {
        semaphore.release()
      }
    } finally {
      unlink()
    }
  }

  const engine: Engine = {
    model: modelInfo(definition.model),
    concurrency,
    replay: false,
    ...(definition.deterministic === undefined ? {} : { deterministic: definition.deterministic }),
    ...(definition.notes === undefined ? {} : { notes: definition.notes }),
    ...(definition.peakMemoryBytes === undefined ? {} : { peakMemoryBytes: definition.peakMemoryBytes }),
    async generate(requests, signal) {
      if (closed !== undefined) {
        throw new EdgejsonError(
          'ENGINE_FAILED',
          `the engine of ${quoted(definition.model.id)} is closed; load it again`,
        )
      }
      const all = Promise.all(requests.map((request) => one(request, signal)))
      running.add(all)
      try {
        return await all
      } finally {
        running.delete(all)
      }
    },
    close() {
      closed ??= (async () => {
        closing.abort(new Interruption('ABORTED', 'the engine was closed'))
        await Promise.allSettled(running)
        await definition.close?.()
      })()
      return closed
    },
  }
  return Object.assign(engine, { [KEEPS_TIME_LIMIT]: true })
}

/** Runs the function under the time limit of the request; never rejects. */
async function work(
  { answer }: EngineDefinition,
  request: CompletionRequest,
  stop: AbortController,
): Promise<EngineResult> {
  // The signal may have been aborted after the permit was acquired; a listener that is added now would not be
  // called.
  if (stop.signal.aborted) return { text: '', failure: interruption(stop.signal) }
  const started = performance.now()
  const { timeoutMs } = request
  const deadline = new Deadline(timeoutMs, () => {
    const message = `no completion within ${timeoutMs} ms; raise the time-out or lower maxNewTokens`
    stop.abort(new Interruption('ENGINE_TIMEOUT', message))
  })
  const patience = outlasted(stop.signal)
  try {
    const result = await Promise.race([answer(request, stop.signal, deadline), patience.promise])
    const known = typeof result === 'string' ? { text: result } : result
    // A complete result counts, even if the time limit was reached while it was returned.
    return { ...known, timings: { totalMs: performance.now() - started, ...known.timings } }
  } catch (error) {
    const failure = stop.signal.aborted
      ? interruption(stop.signal)
      : { code: 'ENGINE_FAILED' as const, message: errorMessage(error) }
    return { text: '', failure, timings: { totalMs: performance.now() - started } }
  } finally {
    deadline.end()
    patience.cancel()
  }
}

/** Rejects some time after the signal, for functions that ignore it. */
function outlasted(signal: AbortSignal): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined
  let start: (() => void) | undefined
  const promise = new Promise<never>((_, reject) => {
    start = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS)
    }
    signal.addEventListener('abort', start, { once: true })
  })
  return {
    promise,
    cancel: () => {
      clearTimeout(timer)
      if (start !== undefined) signal.removeEventListener('abort', start)
    },
  }
}

/** Aborts `target` with any of the sources. Returns a function that removes the link. */
function link(target: AbortController, ...sources: (AbortSignal | undefined)[]): () => void {
  const undo = sources.map((source) =>
    source === undefined
      ? () => {}
      : onAbort(source, () => {
          const reason: unknown = source.reason
          const stopped = new Interruption('ABORTED', 'the run was stopped')
          target.abort(reason instanceof Interruption ? reason : stopped)
        }),
  )
  return () => {
    for (const each of undo) each()
  }
}
