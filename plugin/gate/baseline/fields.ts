import { isRecord } from '../../core/json/json.ts'

/** Own values only: a key that the line lacks is missing, whatever `Object.prototype` has. */
export const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** Says which field is wrong and what it must be. */
class Mismatch extends Error {}

/** Ends the reading of a line: {@link guard} gives the sentence to its caller. */
export function fail(key: string, rule: string): never {
  throw new Mismatch(`"${key}" must be ${rule}`)
}

export function text(record: Record<string, unknown>, key: string): string {
  const value = own(record, key)
  return typeof value === 'string' ? value : fail(key, 'a string')
}

export function textOrNull(record: Record<string, unknown>, key: string): string | null {
  const value = own(record, key)
  return value === null || typeof value === 'string' ? value : fail(key, 'a string or null')
}

export function booleanOrNull(record: Record<string, unknown>, key: string): boolean | null {
  const value = own(record, key)
  return value === null || typeof value === 'boolean' ? value : fail(key, 'true, false or null')
}

export function count(record: Record<string, unknown>, key: string): number {
  const value = own(record, key)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  return fail(key, 'a whole number of at least 0')
}

export function countOrNull(record: Record<string, unknown>, key: string): number | null {
  return own(record, key) === null ? null : count(record, key)
}

export function rateOrNull(record: Record<string, unknown>, key: string): number | null {
  const value = own(record, key)
  if (value === null || (typeof value === 'number' && value >= 0 && value <= 1)) return value
  return fail(key, 'a number from 0 to 1, or null')
}

/** Milliseconds, or null for "not known". */
export function durationOrNull(record: Record<string, unknown>, key: string): number | null {
  const value = own(record, key)
  if (value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0)) return value
  return fail(key, 'milliseconds of at least 0, or null')
}

export function part(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = own(record, key)
  return isRecord(value) ? value : fail(key, 'an object')
}

/** What `read` makes of a line's value, or the sentence that says what is wrong with it. */
export function guard<Value>(
  value: unknown,
  read: (record: Record<string, unknown>) => Value,
): Value | string {
  if (!isRecord(value)) return 'the line must hold a JSON object'
  try {
    return read(value)
  } catch (error) {
    if (error instanceof Mismatch) return error.message
    throw error
  }
}
