import { isRecord } from '../../../plugin/core/json/json.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { ownMeta, type ProgressTest } from '../vitest-types.ts'
import { type LineStream, LiveLine } from './live-line.ts'
import { Pace, progressText, timingText } from './pace.ts'

/** Shorter runs are over before anyone has read the line. */
const QUIET_MS = 2_000
/** Between two updates. */
const UPDATE_MS = 500

export interface ProgressOptions {
  readonly stdout: LineStream
  readonly stderr: LineStream
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number
}

/**
 * The live line of a run on a terminal, on standard error: examples done, tokens a second, time left. Only models that
 * run now have a pace: a replay shows nothing, nor does a run that is over in two seconds.
 */
export class ProgressReporter {
  readonly #line: LiveLine
  readonly #now: () => number
  #pace: Pace | null = null
  #name: string | null = null
  #firstLive: number | null = null
  #shownAt = Number.NEGATIVE_INFINITY

  constructor({ stdout, stderr, now = () => performance.now() }: ProgressOptions) {
    this.#line = new LiveLine(stderr, [stdout])
    this.#now = now
  }

  /** @param name of the dataset, where the run has several. */
  begin(tests: Iterable<ProgressTest>, name: string | null): void {
    this.end()
    let total = 0
    for (const { options } of tests) if (options.mode !== 'skip' && options.mode !== 'todo') total++
    this.#pace = new Pace(total)
    this.#name = name === null ? null : printable(name)
  }

  finished(test: ProgressTest): void {
    const pace = this.#pace
    const meta = ownMeta(test)
    // A test that was not chosen leaves no record.
    if (pace === null || !isRecord(meta)) return
    const at = this.#now()
    pace.add({ at, ...answerOf(meta.completion, test.diagnostic()?.duration ?? null) })
    if (pace.live > 0) this.#firstLive ??= at
    if (pace.complete) this.#line.hide()
    else if (
      this.#firstLive !== null &&
      at - this.#firstLive >= QUIET_MS &&
      at - this.#shownAt >= UPDATE_MS
    ) {
      this.#shownAt = at
      this.#line.show(progressText(pace.progress(at), this.#name))
    }
  }

  /** The latency sample begins: that many examples, one at a time. */
  timing(examples: number): void {
    const pace = this.#pace
    // Without live answers, or where some are missing, there is no sample.
    if (pace === null || !pace.complete || this.#firstLive === null) return
    if (this.#now() - this.#firstLive >= QUIET_MS) this.#line.show(timingText(examples, this.#name))
  }

  end(): void {
    this.#line.hide()
    this.#pace = null
    this.#firstLive = null
    this.#shownAt = Number.NEGATIVE_INFINITY
  }
}

/**
 * A test takes at least as long as its completion. A test that is much faster has a completion from an interrupted run.
 */
const LIVE_SHARE = 0.5

/** The records were made by this package, but in another process: so everything is validated. */
function answerOf(
  completion: unknown,
  testMs: number | null,
): { live: boolean; tokens: number | null; tookMs: number | null } {
  const none = { live: false, tokens: null, tookMs: null }
  if (!isRecord(completion) || completion.replayed !== false) return none
  const { tokensOut, timings, finishReason } = completion
  const failed = finishReason === 'error' || finishReason === 'timeout'
  const totalMs = isRecord(timings) && typeof timings.totalMs === 'number' ? timings.totalMs : null
  if (totalMs !== null && testMs !== null && testMs < LIVE_SHARE * totalMs) return none
  return {
    live: true,
    tokens: failed ? 0 : typeof tokensOut === 'number' ? tokensOut : null,
    tookMs: totalMs,
  }
}

/** Whether the stream of the progress line is a terminal that a person watches. */
export function isWatched(stderr: LineStream, env: Readonly<Record<string, string | undefined>>): boolean {
  const ci = env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0'
  return stderr.isTTY === true && !ci && env.GITHUB_ACTIONS === undefined && env.TERM !== 'dumb'
}
