import type { FuncKeywordDefinition } from 'ajv'
import { ajvLibrary } from './ajv-library.ts'

/** A decimal number: `digits` times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/**
 * `multipleOf` on decimal numbers: 19.99 is a multiple of 0.01, although the division of the floats is not
 * exact. A number is the shortest decimal text of its float, which is how JSON writes it.
 */
export const multipleOfKeyword: FuncKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: {
    message: ({ schemaCode }) => ajvLibrary().str`must be multiple of ${schemaCode}`,
    params: ({ schemaCode }) => ajvLibrary()._`{multipleOf: ${schemaCode}}`,
  },
  compile: (divisor: number) => (value: number) => isMultipleOf(value, divisor),
}

/** True when the value is an integer times the divisor, exactly; false for what is not finite and for a divisor of 0. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (!Number.isFinite(value) || !Number.isFinite(divisor) || divisor === 0) return false
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  const { digits, exponent } = decimal(value)
  const by = decimal(divisor)
  const shift = exponent - by.exponent
  // A shift is at most about 650: floats have no larger exponents.
  if (shift >= 0) return (digits * 10n ** BigInt(shift)) % by.digits === 0n
  return digits % (by.digits * 10n ** BigInt(-shift)) === 0n
}

function decimal(value: number): Decimal {
  const [coefficient = '', power = '0'] = String(value).split('e')
  const [whole = '', fraction = ''] = coefficient.split('.')
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}
