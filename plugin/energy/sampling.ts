import { setTimeout as delay } from 'node:timers/promises'
import type { EnergyReading, EnergySpan } from './probe.ts'

/** A value read at a moment. */
export interface Sample {
  /** Monotonic time in milliseconds. */
  readonly ms: number
  readonly value: number
}

/**
 * Reads a value now, every `interval` milliseconds, and once more at the end.
 *
 * @param read the value
 * @param energyBetween joules between two successive samples
 */
export async function startSampling(
  read: () => Promise<number>,
  interval: number,
  energyBetween: (earlier: Sample, later: Sample) => number,
): Promise<EnergyReading> {
  const first = await sample(read)
  let last = first
  let joules = 0
  const end = new AbortController()
  const add = async (): Promise<void> => {
    const next = await sample(read)
    joules += energyBetween(last, next)
    last = next
  }
  const sampled = (async (): Promise<unknown> => {
    try {
      while (await elapsed(interval, end.signal)) await add()
      return null
    } catch (error) {
      return error
    }
  })()
  const stop = async (): Promise<EnergySpan> => {
    end.abort()
    const error = await sampled
    if (error !== null) throw error
    await add()
    return { joules, seconds: (last.ms - first.ms) / 1000 }
  }
  return { stop }
}

/** Energy of a power in watts that changes linearly between two samples. */
export function trapezoid(earlier: Sample, later: Sample): number {
  return (((earlier.value + later.value) / 2) * (later.ms - earlier.ms)) / 1000
}

/** The moment of a reading is the middle of the time that it took. */
async function sample(read: () => Promise<number>): Promise<Sample> {
  const before = performance.now()
  const value = await read()
  return { ms: (before + performance.now()) / 2, value }
}

/** True after the time, false when it was ended before. */
async function elapsed(ms: number, signal: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
  return !signal.aborted
}
