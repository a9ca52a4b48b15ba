import type { Random } from '../random.ts'

/** Whole cents of an amount with at most two decimals. */
export function cents(amount: number): number {
  return Math.round(amount * 100)
}

/** The amount of whole cents, as the shortest decimal. */
export function fromCents(amount: number): number {
  return amount / 100
}

/** Splits a whole number into parts that add up exactly; every part is positive when the number allows it. */
export function splitWhole(total: number, parts: number, random: Random): number[] {
  const weights = Array.from({ length: parts }, () => random.int(20, 100))
  const sum = weights.reduce((left, right) => left + right, 0)
  const shares = weights.map((weight) => Math.floor((total * weight) / sum))
  const rest = total - shares.reduce((left, right) => left + right, 0)
  return shares.map((share, index) => (index === 0 ? share + rest : share))
}
