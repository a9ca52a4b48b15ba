import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { WatchdogData } from './watch-process.ts'

/**
 * The thread that `watchProcess` starts. It counts its own rounds, so a suspended machine does not count as a
 * blocked thread.
 */
const { parent, beats, limitSeconds, activities } = workerData as WatchdogData
const view = beats === null ? null : new Int32Array(beats)
let last = -1
let silent = 0

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process that may not be signalled exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

setInterval(() => {
  // Except on Windows an orphan gets another parent at once; on Windows the id stays and its process is gone.
  if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, 'SIGKILL')
  if (view === null) return
  const beat = Atomics.load(view, 0)
  silent = beat === last ? silent + 1 : 0
  last = beat
  if (silent < limitSeconds) return
  const activity = activities[Atomics.load(view, 1)] ?? 'the process'
  const what = activity.replace('{}', String(Atomics.load(view, 2)))
  // The main thread cannot print; this writes directly.
  writeSync(
    2,
    `\n[vitest-edgejson] ${what} has been busy for ${silent} s without a pause: its process is ended.\n`,
  )
  process.kill(process.pid, 'SIGKILL')
}, 1000)
