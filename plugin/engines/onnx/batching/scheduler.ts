import { EdgejsonError } from '../../../core/errors.ts'
import { nextTurn } from '../../../core/next-turn.ts'
import { onAbort } from '../../../core/on-abort.ts'
import { quoted } from '../../../core/printable.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import { type EngineResult, interruption } from '../../contract/completions.ts'
import { NO_CLOCK, type WorkClock } from '../../contract/work-clock.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import type { NextTokens } from '../decoding/next-tokens.ts'
import { SequenceState, type StepTokens } from '../decoding/sequence-state.ts'
import { BLOCK } from '../graph/paged-attention.ts'
import { type PagedDecoder, PREFILL_CHUNK, type ScheduledSequence } from './batched-decoder.ts'
import type { CachedSequence } from './kv-cache.ts'
import { reusableBlocks } from './resumed-chunk.ts'
import { draftLimit, stepLimit } from './step-size.ts'

/** A submitted request and the promise of its completion. */
interface QueuedRequest {
  readonly request: CompletionRequest
  readonly signal: AbortSignal
  /** Stops while the request waits. */
  readonly clock: WorkClock
  readonly submitted: number
  /** KV blocks that its prompt needs; 0 until the prompt is tokenized. */
  blocks: number
  readonly resolve: (result: EngineResult) => void
  readonly reject: (error: unknown) => void
}

/** An admitted request with its KV cache. */
interface RunningSequence {
  readonly queued: QueuedRequest
  readonly state: SequenceState
  readonly sequence: CachedSequence
  readonly queueMs: number
}

/**
 * Continuous batching: every step decodes all running sequences, and a finished one is replaced at once by the first
 * waiting request. Output is batch-invariant: see `addPagedAttention`.
 */
export class BatchScheduler {
  readonly #config: DecodingConfig
  readonly #decoder: PagedDecoder
  readonly #maxSequences: number
  readonly #waiting: QueuedRequest[] = []
  /** Oldest first. */
  readonly #running: RunningSequence[] = []
  #loop: Promise<void> | null = null

  constructor(config: DecodingConfig, decoder: PagedDecoder, maxSequences: number) {
    this.#config = config
    this.#decoder = decoder
    this.#maxSequences = maxSequences
  }

  /** Generates a completion. The signal ends it before its next step; the text so far is kept. */
  submit(
    request: CompletionRequest,
    signal: AbortSignal,
    clock: WorkClock = NO_CLOCK,
  ): Promise<EngineResult> {
    return new Promise((resolve, reject) => {
      const submitted = performance.now()
      const queued: QueuedRequest = { request, signal, clock, submitted, blocks: 0, resolve, reject }
      clock.wait()
      this.#waiting.push(queued)
      onAbort(signal, () => {
        const place = this.#waiting.indexOf(queued)
        if (place < 0) return
        this.#waiting.splice(place, 1)
        resolve({ text: '', failure: interruption(signal) })
      })
      this.#loop ??= this.#run()
    })
  }

  /** Resolves when no request is left, and frees the model. */
  async close(): Promise<void> {
    await this.#loop
    await this.#decoder.close()
  }

  async #run(): Promise<void> {
    // Let requests of the same tick join the first batch.
    await nextTurn()
    try {
      for (;;) {
        while (this.#running.length < this.#maxSequences) {
          const [queued] = this.#waiting
          if (queued === undefined || !this.#hasBlocks(queued)) break
          this.#waiting.shift()
          await this.#admit(queued)
        }
        if (this.#running.length > 0) await this.#step()
        else if (this.#waiting.length === 0) break
      }
    } finally {
      this.#loop = null
    }
  }

  /** Enough free blocks to admit one more while each running sequence fills its current block. */
  #hasBlocks({ blocks }: QueuedRequest): boolean {
    const open = this.#running.length
    return open === 0 || this.#decoder.kvCache.freeBlocks > open + Math.max(blocks, PREFILL_CHUNK / BLOCK)
  }

  /** Chunked prefill. No other sequence is in these steps, so that the result depends on the prompt only. */
  async #admit(queued: QueuedRequest): Promise<void> {
    const { request, signal } = queued
    if (signal.aborted) return queued.resolve({ text: '', failure: interruption(signal) })
    queued.clock.begin()
    // Includes the work before a preemption, which is lost.
    const queueMs = performance.now() - queued.submitted
    const { kvCache } = this.#decoder
    let sequence: CachedSequence | null = null
    let state: SequenceState | EngineResult | null = null
    try {
      state = await SequenceState.start(this.#config, request)
      if (!(state instanceof SequenceState)) return queued.resolve(state)
      sequence = kvCache.open()
      const running: RunningSequence = { queued, state, sequence, queueMs }
      const caches = this.#decoder.resumeColumns !== null && request.prefixCaching !== false
      if (caches)
        state.prefixCached(
          kvCache.reuse(sequence, state.prompt, reusableBlocks(state.prompt.length, PREFILL_CHUNK)),
        )
      let next: NextTokens | null = null
      while (sequence.length < state.prompt.length) {
        if (signal.aborted) return this.#finish(running, state.finish({ failure: interruption(signal) }))
        const from = sequence.length
        const tokens = state.prompt.slice(from, from - (from % PREFILL_CHUNK) + PREFILL_CHUNK)
        const step = await this.#decoder.prefill(sequence, tokens, request.constraint !== undefined)
        for (const index of tokens.keys()) {
          if (kvCache.append(sequence, step.cache, index)) continue
          // Running sequences keep their blocks; this request waits for them.
          kvCache.close(sequence)
          state.dispose()
          if (this.#running.length === 0) throw this.#tooLong(running)
          queued.blocks = Math.ceil(state.prompt.length / BLOCK)
          queued.clock.wait()
          this.#waiting.unshift(queued)
          return
        }
        next = step.next
      }
      if (caches) kvCache.remember(sequence, state.prompt)
      state.cached(state.prompt.length - 1)
      if (next === null) throw new RangeError('an empty prompt')
      const { kept, result } = await state.verify({ tokens: state.prompt.slice(-1), draft: [] }, next)
      state.cached(kept)
      if (result !== null) this.#finish(running, result)
      else this.#running.push(running)
    } catch (error) {
      if (state instanceof SequenceState) state.dispose()
      if (sequence !== null && kvCache.sequences.includes(sequence)) kvCache.close(sequence)
      queued.reject(error)
    }
  }

  async #step(): Promise<void> {
    for (const running of [...this.#running]) {
      const { signal } = running.queued
      if (signal.aborted) this.#finish(running, running.state.finish({ failure: interruption(signal) }))
    }
    if (this.#running.length === 0) return
    try {
      const scheduled = this.#scheduled()
      const needsLogits = this.#running.some(({ state }) => state.needsLogits)
      const { next, cache } = await this.#decoder.step(scheduled, needsLogits)
      let from = 0
      // Oldest first: when blocks run out the youngest is preempted.
      const starts = new Map(
        scheduled.map((part) => {
          const start = from
          from += part.tokens.length
          return [part.running, { ...part, start }]
        }),
      )
      for (const running of [...this.#running]) {
        const part = starts.get(running)
        if (part === undefined || !this.#running.includes(running)) continue
        const { start } = part
        const { kept, result } = await running.state.verify(part, next, start)
        if (result !== null) {
          this.#finish(running, result)
          continue
        }
        running.state.cached(kept)
        for (let index = start; index < start + kept; index++) {
          if (!this.#append(running, cache, index)) break
        }
      }
    } catch (error) {
      for (const running of [...this.#running]) {
        this.#remove(running)
        running.queued.reject(error)
      }
    }
  }

  /** The tokens of the next step: of each sequence its last token and draft tokens, in the order of the slots. */
  #scheduled(): (ScheduledSequence & StepTokens & { readonly running: RunningSequence })[] {
    const { shape } = this.#decoder.kvCache
    const drafts = draftLimit(this.#running.length, shape)
    const parts = this.#running.map((running) => {
      const { sequence, state } = running
      // A step never crosses a block boundary.
      const room = BLOCK - (sequence.length % BLOCK)
      return { running, sequence, ...state.next(drafts, room) }
    })
    const limit = stepLimit(
      parts.map(({ sequence, tokens, draft }) => ({
        certain: tokens.length - draft.length,
        draft: draft.length,
        blocks: sequence.blocks.length + 1,
      })),
      shape,
    )
    return parts
      .map((part) => ({ ...part, ...shortened(part, limit) }))
      .sort((a, b) => a.sequence.slot - b.sequence.slot)
  }

  /** False when the sequence was preempted because no block was free. */
  #append(running: RunningSequence, cache: Float32Array, index: number): boolean {
    while (!this.#decoder.kvCache.append(running.sequence, cache, index)) {
      const youngest = this.#running.at(-1) ?? running
      if (this.#running.length === 1) {
        this.#remove(running)
        running.queued.reject(this.#tooLong(running))
        return false
      }
      this.#preempt(youngest)
      if (youngest === running) return false
    }
    return true
  }

  /** Frees the sequence's blocks and requeues its request, which is recomputed later with the same output. */
  #preempt(running: RunningSequence): void {
    this.#remove(running)
    running.queued.clock.wait()
    this.#waiting.unshift(running.queued)
  }

  #finish(running: RunningSequence, result: EngineResult): void {
    this.#remove(running)
    running.queued.resolve({ ...result, timings: { ...result.timings, queueMs: running.queueMs } })
  }

  #remove(running: RunningSequence): void {
    const place = this.#running.indexOf(running)
    if (place >= 0) this.#running.splice(place, 1)
    this.#decoder.kvCache.close(running.sequence)
    running.state.dispose()
  }

  #tooLong({ queued, state }: RunningSequence): EdgejsonError {
    return new EdgejsonError(
      'ENGINE_FAILED',
      `the KV cache is too small for ${quoted(queued.request.id)} (${state.prompt.length} prompt tokens and the ` +
        'completion); raise the engine option kvCacheMegabytes',
    )
  }
}

/** The first `limit` tokens of a part. */
function shortened({ tokens, draft }: StepTokens, limit: number): StepTokens {
  const certain = tokens.length - draft.length
  return { tokens: tokens.slice(0, limit), draft: draft.slice(0, Math.max(0, limit - certain)) }
}
