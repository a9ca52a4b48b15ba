import { readFileSync } from 'node:fs'

const KIBIBYTE = 1024

/**
 * Largest resident memory that a process has had, in bytes (VmHWM of Linux); null on other systems and for a process that has
 * ended.
 */
export function peakMemoryOf(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kibibytes === undefined ? null : Number(kibibytes) * KIBIBYTE
  } catch {
    return null
  }
}
