import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { isMissing } from '../../../core/errors.ts'

/**
 * Default number of intra-op threads: all CPUs the process may use up to 4, beyond that one for each core, because a
 * second thread of a core does not make matrix products faster. Where the system does not report its cores, two threads
 * for each core are assumed on x64.
 */
export function defaultThreads(): number {
  const available = availableParallelism()
  if (available <= 4) return available
  return Math.max(
    4,
    Math.min(available, linuxCores() ?? Math.ceil(available / (process.arch === 'x64' ? 2 : 1))),
  )
}

/** Cores as Linux reports them; null elsewhere. */
function linuxCores(): number | null {
  const folder = '/sys/devices/system/cpu'
  const siblings = new Set<string>()
  try {
    for (const name of readdirSync(folder)) {
      if (!/^cpu\d+$/.test(name)) continue
      siblings.add(readFileSync(`${folder}/${name}/topology/thread_siblings_list`, 'utf8').trim())
    }
  } catch (error) {
    // Not available outside Linux and for processors that are offline.
    if (!isMissing(error)) return null
  }
  return siblings.size > 0 ? siblings.size : null
}
