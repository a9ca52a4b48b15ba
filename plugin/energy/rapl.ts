import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorCode, errorMessage } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import type { EnergyProbe, EnergyReading, EnergySpan } from './probe.ts'
import { startSampling } from './sampling.ts'

/** Folder of the Linux powercap counters. */
export const POWERCAP = '/sys/class/powercap'

/** A counter wraps after minutes to hours at full load; it is read far more often. */
const INTERVAL_MS = 1000

/**
 * The energy counters of the CPU packages (Intel and AMD). Sub-zones (cores, memory) and `psys` are left out: a package
 * contains the first, the second contains the packages.
 *
 * @param root folder of the counters; another one in tests
 * @throws {EdgejsonError} `BAD_ARGUMENT` without a package counter, `IO` for one that cannot be read
 */
export function raplProbe(root: string = POWERCAP): EnergyProbe {
  const zones = zonesOf(root).map((name) => path.join(root, name))
  const packages = zones.filter((zone) => readText(path.join(zone, 'name')).startsWith('package'))
  if (packages.length === 0) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the probe rapl found no package counter in ${quoted(root, 300)}. Virtual machines, most CI runners and boards have none: use another probe.`,
    )
  }
  for (const zone of packages) readCounter(path.join(zone, 'energy_uj'))
  const scope = `${packages.length} CPU ${packages.length === 1 ? 'package' : 'packages'} (RAPL), no memory modules, disks or power supply`
  return { scope, start: () => startAll(packages) }
}

function zonesOf(root: string): string[] {
  try {
    return readdirSync(root)
      .filter((name) => /^intel-rapl:\d+$/.test(name))
      .sort()
  } catch {
    return []
  }
}

async function startAll(zones: readonly string[]): Promise<EnergyReading> {
  const readings = await Promise.all(zones.map(startZone))
  const stop = async (): Promise<EnergySpan> => {
    const spans = await Promise.all(readings.map((reading) => reading.stop()))
    return {
      joules: spans.reduce((sum, span) => sum + span.joules, 0),
      seconds: Math.max(...spans.map((span) => span.seconds)),
    }
  }
  return { stop }
}

function startZone(zone: string): Promise<EnergyReading> {
  const range = readCounter(path.join(zone, 'max_energy_range_uj'))
  const read = async (): Promise<number> => readCounter(path.join(zone, 'energy_uj'))
  return startSampling(
    read,
    INTERVAL_MS,
    (earlier, later) => counted(earlier.value, later.value, range) / 1e6,
  )
}

/** What a counter that starts again at 0 after `range` has counted between two readings, if it wrapped at most once. */
export function counted(earlier: number, later: number, range: number): number {
  return later >= earlier ? later - earlier : later + range - earlier
}

function readCounter(file: string): number {
  const text = readText(file)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new EdgejsonError('IO', `${quoted(file, 300)} has ${quoted(text)}: not a count of microjoules.`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const denied = errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM'
    const fix = denied
      ? ` Only root may read it; until the next start of the machine this gives the permission: sudo chmod a+r ${POWERCAP}/intel-rapl:*/energy_uj`
      : ''
    throw new EdgejsonError('IO', `${quoted(file, 300)} cannot be read: ${errorMessage(error)}.${fix}`)
  }
}
