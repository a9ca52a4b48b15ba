import inspector from 'node:inspector'
import { Worker } from 'node:worker_threads'

/** What the thread of {@link watchProcess} is given. */
export interface WatchdogData {
  readonly parent: number
  /** Counts up as long as the main thread answers; then which activity it began last, and its detail. Null: not watched. */
  readonly beats: SharedArrayBuffer | null
  /** Seconds without a beat after which the process is ended. */
  readonly limitSeconds: number
  /** The activities in words, by their number; `{}` stands for the detail. */
  readonly activities: readonly string[]
}

/** Says what the main thread begins, so that an endless loop can be named. */
export type Announce = (activity: number, detail: number) => void

/** Sources run without being compiled (in unit tests) have no file that a thread could start. */
const COMPILED: boolean = import.meta.url.endsWith('.js')
const BEAT_MS = 1000

/**
 * Ends this process when its parent is gone, whatever the main thread is doing: an event of a closed channel is heard only
 * between two pieces of work, and a computation may be endless. A thread looks once a second.
 *
 * With `limitMs` also a main thread that has been busy for so long without a pause is ended, and named on standard error:
 * nothing else ends a synchronous endless loop.
 */
export function watchProcess({
  limitMs = null,
  activities = [],
}: {
  readonly limitMs?: number | null
  readonly activities?: readonly string[]
} = {}): Announce {
  if (!COMPILED) return () => {}
  // At a breakpoint everything stands still for good reason.
  const watched = limitMs !== null && inspector.url() === undefined
  const beats = watched ? new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT) : null
  const data: WatchdogData = {
    parent: process.ppid,
    beats,
    limitSeconds: Math.ceil((limitMs ?? 0) / 1000),
    activities,
  }
  const thread = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: data,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  })
  // Without it the process lives all the same, as it did before there was a thread.
  thread.on('error', () => {})
  thread.unref()
  if (beats === null) return () => {}
  const view = new Int32Array(beats)
  setInterval(() => Atomics.add(view, 0, 1), BEAT_MS).unref()
  return (activity, detail) => {
    Atomics.store(view, 1, activity)
    Atomics.store(view, 2, detail)
  }
}
