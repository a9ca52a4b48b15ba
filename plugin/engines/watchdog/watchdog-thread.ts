import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { WatchdogData } from './watch-process.ts'

/** The thread that `watchProcess` starts. It counts its own rounds, so that a suspended machine costs nobody time. */
const { parent, beats, limitSeconds, activities } = workerData as WatchdogData
const view = beats === null ? null : new Int32Array(beats)
let last = -1
let silent = 0

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Without the right to signal it, it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

setInterval(() => {
  // Elsewhere than on Windows an orphan gets another parent at once; there the number stays, and its process is gone.
  if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, 'SIGKILL')
  if (view === null) return
  const beat = Atomics.load(view, 0)
  silent = beat === last ? silent + 1 : 0
  last = beat
  if (silent < limitSeconds) return
  const activity = activities[Atomics.load(view, 1)] ?? 'the process'
  const what = activity.replace('{}', String(Atomics.load(view, 2)))
  // The main thread cannot print; this goes past it.
  writeSync(
    2,
    `\n[vitest-edgejson] ${what} has been busy for ${silent} s without a pause: its process is ended.\n`,
  )
  process.kill(process.pid, 'SIGKILL')
}, 1000)
