import { normalQuantile } from './normal-quantile.ts'
import type { Interval } from './types.ts'

/**
 * Wilson score interval of a proportion, `hits` of `count`; null when `count` is 0.
 * Source: Wilson (1927); method 3 of Newcombe, Statistics in Medicine 17 (1998) 857–872.
 */
export function wilsonInterval(hits: number, count: number, confidence = 0.95): Interval | null {
  if (count === 0) return null
  const z = normalQuantile(0.5 + confidence / 2)
  const misses = count - hits
  const scale = 2 * (count + z * z)
  const root = z * Math.sqrt(z * z + (4 * hits * misses) / count)
  // At 0 and at `count` the limits of the formula are exact; rounding must not change them.
  const low = hits === 0 ? 0 : (2 * hits + z * z - root) / scale
  const high = misses === 0 ? 1 : (2 * hits + z * z + root) / scale
  return [Math.max(0, low), Math.min(1, high)]
}
