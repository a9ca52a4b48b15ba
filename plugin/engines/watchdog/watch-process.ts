import inspector from 'node:inspector'
import { Worker } from 'node:worker_threads'
import { codeFile, packageInfo } from '../../core/package-info.ts'

/** The data of the thread of {@link watchProcess}. */
export interface WatchdogData {
  readonly parent: number
  /**
   * A counter that increases while the main thread responds, then the number of its last activity, and its
   * detail. Null: not watched.
   */
  readonly beats: SharedArrayBuffer | null
  /** Seconds without a heartbeat after which the process is terminated. */
  readonly limitSeconds: number
  /** The activities in words, by their number; `{}` stands for the detail. */
  readonly activities: readonly string[]
}

/** Reports what the main thread begins, so that an endless loop can be named. */
export type Announce = (activity: number, detail: number) => void

const BEAT_MS = 1000

/**
 * Terminates this process when its parent is gone, whatever the main thread is doing: the event of a closed
 * channel is handled only between two tasks, and a computation may be endless. A thread checks once a second.
 * With `limitMs` a main thread that blocks for so long is terminated too, and the activity is printed on
 * standard error: nothing else can end a synchronous endless loop.
 */
export function watchProcess({
  limitMs = null,
  activities = [],
}: {
  readonly limitMs?: number | null
  readonly activities?: readonly string[]
} = {}): Announce {
  // Sources are no files that a thread could run.
  if (!packageInfo.compiled) return () => {}
  // At a breakpoint the main thread stops for a good reason.
  const watched = limitMs !== null && inspector.url() === undefined
  const beats = watched ? new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT) : null
  const data: WatchdogData = {
    parent: process.ppid,
    beats,
    limitSeconds: Math.ceil((limitMs ?? 0) / 1000),
    activities,
  }
  const thread = new Worker(codeFile('plugin/engines/watchdog/watchdog-thread'), {
    workerData: data,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  })
  // Without the thread the process works too, but without this protection.
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
