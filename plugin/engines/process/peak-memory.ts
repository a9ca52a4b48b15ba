import { readdirSync, readFileSync } from 'node:fs'

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

/**
 * The largest {@link peakMemoryOf} of the processes that a process has started, and that these have started. Null on other
 * systems and where there are none. It is not a sum, which would count the pages that they share once for each of them.
 */
export function peakMemoryBelow(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null
  const peaks = descendantsOf(pid).flatMap((each) => peakMemoryOf(each) ?? [])
  return peaks.length === 0 ? null : Math.max(...peaks)
}

function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : null
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)])
  return below(root)
}

/** Null where the process has ended meanwhile. */
function parentOf(pid: string): number | null {
  try {
    // The name of the program, in parentheses, may hold anything.
    const [, parent] = /\) \S (\d+) [^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return parent === undefined ? null : Number(parent)
  } catch {
    return null
  }
}
