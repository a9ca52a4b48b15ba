import { EdgejsonError } from '../../../core/errors.ts'
import { onAbort } from '../../../core/on-abort.ts'
import { quoted } from '../../../core/printable.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import { type Answer, interruption } from '../../contract/completions.ts'
import { NO_CLOCK, type WorkClock } from '../../contract/work-clock.ts'
import { AnswerWriter, type LanguageRules } from '../decoding/sequence.ts'
import { BLOCK } from '../graph/paged-attention.ts'
import { CHUNK, type DecodeRow, type PagedDecoder } from './batched-decoder.ts'
import type { Sequence } from './kv-cache.ts'

/** Tokens of one step, guesses included; more cost time in proportion. */
const STEP_TOKENS = 64
/** A guess is worth less than a sure token, so each sequence gets at least this many and at most its share. */
const FEWEST_GUESSES = 2
const MOST_GUESSES = 31

/** A request and whoever waits for its answer. */
interface Job {
  readonly request: CompletionRequest
  readonly signal: AbortSignal
  /** Stands still while the job waits. */
  readonly clock: WorkClock
  readonly submitted: number
  /** Blocks that its prompt needs; 0 as long as nobody has counted. */
  blocks: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** A job at work. */
interface Row {
  readonly job: Job
  readonly writer: AnswerWriter
  readonly sequence: Sequence
  readonly queueMs: number
}

/**
 * Continuous batching: every step works on all open answers at once, and one that ends gives its place to the request
 * that waits longest. Steps change what takes how long, never what is answered: see `addPagedAttention`.
 */
export class BatchScheduler {
  readonly #rules: LanguageRules
  readonly #decoder: PagedDecoder
  readonly #maxRows: number
  readonly #waiting: Job[] = []
  /** Oldest first. */
  readonly #rows: Row[] = []
  #work: Promise<void> | null = null

  constructor(rules: LanguageRules, decoder: PagedDecoder, maxRows: number) {
    this.#rules = rules
    this.#decoder = decoder
    this.#maxRows = maxRows
  }

  /** Answers a request. The signal ends the work before its next step; what there is of the answer stays. */
  submit(request: CompletionRequest, signal: AbortSignal, clock: WorkClock = NO_CLOCK): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const submitted = performance.now()
      const job: Job = { request, signal, clock, submitted, blocks: 0, resolve, reject }
      clock.wait()
      this.#waiting.push(job)
      onAbort(signal, () => {
        const place = this.#waiting.indexOf(job)
        if (place < 0) return
        this.#waiting.splice(place, 1)
        resolve({ text: '', failure: interruption(signal) })
      })
      this.#work ??= this.#run()
    })
  }

  /** Resolves when no work is left, and frees the model. */
  async close(): Promise<void> {
    await this.#work
    await this.#decoder.close()
  }

  async #run(): Promise<void> {
    // Requests of the same moment come first, so that they share their steps.
    await new Promise((resolve) => setImmediate(resolve))
    try {
      for (;;) {
        while (this.#rows.length < this.#maxRows) {
          const [job] = this.#waiting
          if (job === undefined || !this.#hasRoom(job)) break
          this.#waiting.shift()
          await this.#admit(job)
        }
        if (this.#rows.length > 0) await this.#step()
        else if (this.#waiting.length === 0) break
      }
    } finally {
      this.#work = null
    }
  }

  /** Room for one more, at least while the others fill the blocks that they have begun. */
  #hasRoom({ blocks }: Job): boolean {
    const open = this.#rows.length
    return open === 0 || this.#decoder.store.freeBlocks > open + Math.max(blocks, CHUNK / BLOCK)
  }

  /** The prompt goes through the model alone, so that what comes of it depends on nothing else. */
  async #admit(job: Job): Promise<void> {
    const { request, signal } = job
    if (signal.aborted) return job.resolve({ text: '', failure: interruption(signal) })
    job.clock.begin()
    // With what was done before the sequence was preempted: that work is lost.
    const queueMs = performance.now() - job.submitted
    const { store } = this.#decoder
    let sequence: Sequence | null = null
    try {
      const writer = AnswerWriter.begin(this.#rules, request)
      if (!(writer instanceof AnswerWriter)) return job.resolve(writer)
      sequence = store.open()
      const row: Row = { job, writer, sequence, queueMs }
      let next: readonly number[] = []
      for (let from = 0; from < writer.prompt.length; from += CHUNK) {
        if (signal.aborted) return this.#end(row, writer.finish({ failure: interruption(signal) }))
        const tokens = writer.prompt.slice(from, from + CHUNK)
        const step = await this.#decoder.prefill(sequence, tokens)
        for (const index of tokens.keys()) {
          if (store.append(sequence, step.cache, index)) continue
          // Whoever came before keeps what it has, so this one waits for them.
          store.close(sequence)
          if (this.#rows.length === 0) throw this.#tooLong(row)
          job.blocks = Math.ceil(writer.prompt.length / BLOCK)
          job.clock.wait()
          this.#waiting.unshift(job)
          return
        }
        next = step.next
      }
      const { answer } = writer.take([], next)
      if (answer !== null) this.#end(row, answer)
      else this.#rows.push(row)
    } catch (error) {
      if (sequence !== null && store.sequences.includes(sequence)) store.close(sequence)
      job.reject(error)
    }
  }

  async #step(): Promise<void> {
    for (const row of [...this.#rows]) {
      const { signal } = row.job
      if (signal.aborted) this.#end(row, row.writer.finish({ failure: interruption(signal) }))
    }
    if (this.#rows.length === 0) return
    try {
      const parts = this.#parts()
      const { next, cache } = await this.#decoder.step(parts)
      let from = 0
      // The oldest first: when memory is short the youngest gives way.
      const starts = new Map(
        parts.map((part) => {
          const start = from
          from += part.tokens.length
          return [part.row, { ...part, start }]
        }),
      )
      for (const row of [...this.#rows]) {
        const part = starts.get(row)
        if (part === undefined || !this.#rows.includes(row)) continue
        const { start, tokens, draft } = part
        const { certain, answer } = row.writer.take(draft, next.slice(start, start + tokens.length))
        if (answer !== null) {
          this.#end(row, answer)
          continue
        }
        for (let index = start; index < start + certain; index++) {
          if (!this.#append(row, cache, index)) break
        }
      }
    } catch (error) {
      for (const row of [...this.#rows]) {
        this.#remove(row)
        row.job.reject(error)
      }
    }
  }

  /** What each answer adds to the next step: its last token and a guess, in the order of the slots. */
  #parts(): (DecodeRow & { readonly row: Row; readonly draft: readonly number[] })[] {
    const share = Math.floor(STEP_TOKENS / this.#rows.length) - 1
    const guesses = Math.min(MOST_GUESSES, Math.max(FEWEST_GUESSES, share))
    return this.#rows
      .map((row) => {
        const { sequence, writer } = row
        // A step never crosses the border of a block.
        const room = BLOCK - (sequence.length % BLOCK) - 1
        const draft = writer.draft(Math.min(guesses, room))
        return { row, draft, sequence, tokens: [writer.last, ...draft] }
      })
      .sort((a, b) => a.sequence.slot - b.sequence.slot)
  }

  /** False when the row had to give up its place for want of memory. */
  #append(row: Row, cache: Float32Array, index: number): boolean {
    while (!this.#decoder.store.append(row.sequence, cache, index)) {
      const youngest = this.#rows.at(-1) ?? row
      if (this.#rows.length === 1) {
        this.#remove(row)
        row.job.reject(this.#tooLong(row))
        return false
      }
      this.#giveWay(youngest)
      if (youngest === row) return false
    }
    return true
  }

  /** Begins the answer anew when there is room; it will be the same. */
  #giveWay(row: Row): void {
    this.#remove(row)
    row.job.clock.wait()
    this.#waiting.unshift(row.job)
  }

  #end(row: Row, answer: Answer): void {
    this.#remove(row)
    row.job.resolve({ ...answer, timings: { ...answer.timings, queueMs: row.queueMs } })
  }

  #remove(row: Row): void {
    const place = this.#rows.indexOf(row)
    if (place >= 0) this.#rows.splice(place, 1)
    this.#decoder.store.close(row.sequence)
  }

  #tooLong({ job, writer }: Row): EdgejsonError {
    return new EdgejsonError(
      'ENGINE_FAILED',
      `the cache for ${quoted(job.request.id)} (${writer.prompt.length} tokens of prompt and its answer) does not fit ` +
        'into the memory set aside for it; raise the engine option cacheMegabytes',
    )
  }
}
