import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { isMissing } from '../../../core/errors.ts'

/**
 * Default number of intra-op threads: all CPUs the process may use up to 4, beyond that one for each
 * core, because two threads of one core only wait for each other in matrix products. Where the system does not tell
 * its cores, x64 is taken to have two threads each.
 */
export function defaultThreads(): number {
  const available = availableParallelism()
  if (available <= 4) return available
  return Math.max(
    4,
    Math.min(available, linuxCores() ?? Math.ceil(available / (process.arch === 'x64' ? 2 : 1))),
  )
}

/** Cores as Linux tells them, or null elsewhere. */
function linuxCores(): number | null {
  const folder = '/sys/devices/system/cpu'
  const siblings = new Set<string>()
  try {
    for (const name of readdirSync(folder)) {
      if (!/^cpu\d+$/.test(name)) continue
      siblings.add(readFileSync(`${folder}/${name}/topology/thread_siblings_list`, 'utf8').trim())
    }
  } catch (error) {
    // Only a hint: not there outside Linux and for processors that are switched off.
    if (!isMissing(error)) return null
  }
  return siblings.size > 0 ? siblings.size : null
}
