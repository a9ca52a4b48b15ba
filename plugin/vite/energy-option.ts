import type { EnergySettings } from '../records/project-settings.ts'
import type { EnergyOptions } from '../records/settings.ts'

/** The option with defaults; null if it is not set. */
export function resolveEnergy(energy: EnergyOptions | undefined): EnergySettings | null {
  if (energy === undefined) return null
  const { probe, idle = 30, margin = 0.1, fail = false } = energy
  return { probe, idle, margin, fail }
}
