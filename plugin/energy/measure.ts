import { setTimeout as delay } from 'node:timers/promises'
import type { EnergyProbe } from './probe.ts'

/** Energy of some work on this machine. */
export interface EnergyFigures {
  /** What the figures cover. */
  readonly scope: string
  /** Seconds that were measured. */
  readonly seconds: number
  /** Mean power before the work, in watts; null when idle power was not measured. */
  readonly idleWatts: number | null
  /** All energy in the measured seconds, in joules. */
  readonly grossJoules: number
  /** `grossJoules` less the energy of an idle machine in the same time; below 0 when idle power fell. Null without idle power. */
  readonly netJoules: number | null
}

/**
 * Measures the idle machine, then some work.
 *
 * @param idleSeconds seconds of the idle measurement; 0 leaves it out
 * @returns the result of the work, and its energy or the error of the probe: the work always runs once
 * @throws what the work throws, and the error of a probe that fails before the work begins
 */
export async function measureEnergy<T>(
  probe: EnergyProbe,
  idleSeconds: number,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly energy: EnergyFigures | { readonly error: unknown } }> {
  const idleWatts = idleSeconds === 0 ? null : await idlePower(probe, idleSeconds)
  const reading = await probe.start()
  const ended = await Promise.allSettled([work()])
  const [stopped] = await Promise.allSettled([reading.stop()])
  const [outcome] = ended
  if (outcome.status === 'rejected') throw outcome.reason
  if (stopped.status === 'rejected') return { result: outcome.value, energy: { error: stopped.reason } }
  const { joules: grossJoules, seconds } = stopped.value
  const netJoules = idleWatts === null ? null : grossJoules - idleWatts * seconds
  return { result: outcome.value, energy: { scope: probe.scope, seconds, idleWatts, grossJoules, netJoules } }
}

/**
 * Mean power in watts over some seconds; null where the probe had no second reading.
 *
 * @throws {EdgejsonError} `IO` when the probe fails
 */
export async function idlePower(probe: EnergyProbe, seconds: number): Promise<number | null> {
  const reading = await probe.start()
  await delay(seconds * 1000)
  const span = await reading.stop()
  return span.seconds > 0 ? span.joules / span.seconds : null
}
