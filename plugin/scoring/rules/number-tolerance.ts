import Big from 'big.js'
import { sameScalar } from '../json-kinds.ts'

/** A tolerance: the larger of a distance and a fraction of the expected number. */
export interface Tolerance {
  readonly absolute?: number
  readonly relative?: number
}

/** Share of the larger number by which the difference of two floats may be off, and more. */
const FLOAT_ERROR = 2 ** -50

/**
 * True if the distance of two numbers is at most the tolerance. The numbers are taken as their shortest decimals, which
 * is how JSON writes them, so that 1.1 is exactly 0.1 away from 1. Floats decide where that is beyond doubt.
 */
export function withinTolerance(
  received: number | bigint,
  expected: number | bigint,
  { absolute = 0, relative = 0 }: Tolerance,
): boolean {
  if (sameScalar(received, expected)) return true
  const [a, b] = [Number(received), Number(expected)]
  // Infinity stands for an integer of more than 308 digits, or for what only Python reads.
  if (Number.isFinite(a) && Number.isFinite(b)) {
    const allowed = Math.max(absolute, relative * Math.abs(b))
    const doubt = (Math.abs(a) + Math.abs(b) + allowed) * FLOAT_ERROR
    const distance = Math.abs(a - b)
    if (distance < allowed - doubt) return true
    if (distance > allowed + doubt) return false
  }
  const [exactReceived, exactExpected] = [decimal(received), decimal(expected)]
  if (exactReceived === null || exactExpected === null) return false
  return decimalsWithin(exactReceived, exactExpected, { absolute, relative })
}

/** {@link withinTolerance} for decimals. */
export function decimalsWithin(
  received: Big,
  expected: Big,
  { absolute = 0, relative = 0 }: Tolerance,
): boolean {
  const distance = received.minus(expected).abs()
  return distance.lte(absolute) || distance.lte(expected.abs().times(relative))
}

/** The exact value of a number's text; null for NaN and Infinity. */
export function decimal(value: number | bigint): Big | null {
  return typeof value === 'number' && !Number.isFinite(value) ? null : new Big(String(value))
}
