import { type ChildProcess, spawn } from 'node:child_process'
import { disturbance, endedTicks, machineTicks, TICKS_PER_SECOND, treeUse } from '../shared/process-tree.ts'
import { failureReason } from './failure-reason.ts'

/** One run of a contender. */
export interface Run {
  readonly seconds: number
  readonly cpuSeconds: number | null
  readonly peakMiB: number | null
  readonly disturbed: number | null
  /** Why it did not come to its end. */
  readonly missing: string | null
}

/** Between two looks at the memory. */
const SAMPLE_MS = 100
/** Of what a process wrote to stderr, enough to find the reason of its end in it. */
const COMPLAINT = 1 << 16

/** Runs Node.js with these arguments and waits for it, at most so many seconds. */
export async function runOnce(args: readonly string[], cwd: string, limitSeconds: number): Promise<Run> {
  const before = { machine: machineTicks(), own: endedTicks() }
  const started = performance.now()
  // A group of its own, so that its workers end with it.
  const child = spawn(process.execPath, [...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: process.platform !== 'win32',
  })
  let [peakBytes, complaint, stopped] = [null as number | null, '', false]
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT)
  })
  const sampling = setInterval(() => {
    const use = child.pid === undefined ? null : treeUse(child.pid)
    if (use !== null) peakBytes = Math.max(peakBytes ?? 0, use.residentBytes)
  }, SAMPLE_MS)
  const patience = setTimeout(() => {
    stopped = true
    killAll(child)
  }, 1000 * limitSeconds)
  try {
    const { code, signal } = await ended(child)
    const seconds = (performance.now() - started) / 1000
    const after = { machine: machineTicks(), own: endedTicks() }
    const cpuSeconds =
      before.own === null || after.own === null ? null : (after.own - before.own) / TICKS_PER_SECOND
    const disturbed =
      before.machine === null || after.machine === null || cpuSeconds === null
        ? null
        : disturbance(after.machine - before.machine, cpuSeconds * TICKS_PER_SECOND, seconds)
    return {
      seconds,
      cpuSeconds,
      peakMiB: peakBytes === null ? null : peakBytes / 2 ** 20,
      disturbed,
      missing: stopped
        ? `stopped after ${limitSeconds} s`
        : code === 0
          ? null
          : failureReason(code, signal, complaint),
    }
  } finally {
    clearInterval(sampling)
    clearTimeout(patience)
  }
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function killAll(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL')
  else process.kill(-child.pid, 'SIGKILL')
}
