import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'

/** A process and all below it. */
export interface TreeUse {
  /** Largest resident memory that each of them ever had, added. */
  readonly peakBytes: number
  /** Resident memory of all of them now. */
  readonly residentBytes: number
  /** Ticks of processor time, of those that are there. */
  readonly ticks: number
}

/** Null where there is no /proc. */
export function treeUse(root: number): TreeUse | null {
  const stats = new Map<number, { parent: number; ticks: number }>()
  const names = listProcesses()
  if (names === null) return null
  for (const name of names) {
    const stat = readIfThere(`/proc/${name}/stat`)
    if (stat === null) continue
    // The command's name, in parentheses, may hold anything; state is the third field, parent the fourth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    stats.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) })
  }
  let peakBytes = 0
  let residentBytes = 0
  let ticks = 0
  for (const [id, stat] of stats) {
    if (!isBelow(id, root, stats)) continue
    ticks += stat.ticks
    const status = readIfThere(`/proc/${id}/status`) ?? ''
    peakBytes += memory('VmHWM', status)
    residentBytes += memory('VmRSS', status)
  }
  return { peakBytes, residentBytes, ticks }
}

/** Ticks of all processes below this one that have ended and were waited for; null where there is no /proc. */
export function endedTicks(): number | null {
  const stat = readIfThere('/proc/self/stat')
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[13]) + Number(fields[14])
}

/** Ticks that the machine's processors worked or were taken away by the host since it started; null without /proc. */
export function machineTicks(): number | null {
  const first = readIfThere('/proc/stat')?.split('\n')[0]
  if (first === undefined) return null
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, soft = 0, steal = 0] = first
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return user + nice + system + interrupt + soft + steal
}

/** Linux counts processor time in hundredths of a second, whatever its kernel does inside. */
export const TICKS_PER_SECOND = 100

/** Share of the machine's processor time that went to others, 0 to 1. */
export function disturbance(machine: number, own: number, seconds: number): number {
  const others = (machine - own) / (seconds * TICKS_PER_SECOND * os.availableParallelism())
  return Math.min(1, Math.max(0, others))
}

function memory(field: string, status: string): number {
  return 1024 * Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)
}

function isBelow(id: number, root: number, stats: ReadonlyMap<number, { parent: number }>): boolean {
  for (let at: number | undefined = id; at !== undefined && at > 1; at = stats.get(at)?.parent) {
    if (at === root) return true
  }
  return false
}

function listProcesses(): string[] | null {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** A process may end between being listed and being read. */
function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
}
