import { EdgejsonError } from '../plugin/model/index.ts'
import { printable } from '../plugin/model/printable.ts'

/** Returns the value when it has the type, and throws an `EdgejsonError` that names the path otherwise. */
export type Check<T> = (value: unknown, path: string) => T

/** A string of at most 60 characters that shows what was found. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = printable(String(value).slice(0, 60))
  return typeof value === 'string' ? `"${text}"` : text
}

export function mismatch(path: string, rule: string, value: unknown): EdgejsonError {
  return new EdgejsonError('BAD_REPORT', `${path} must be ${rule}, found ${shown(value)}`)
}

function primitive<T>(rule: string, is: (value: unknown) => value is T): Check<T> {
  return (value, path) => {
    if (!is(value)) throw mismatch(path, rule, value)
    return value
  }
}

export const string: Check<string> = primitive('a string', (value) => typeof value === 'string')
export const boolean: Check<boolean> = primitive('true or false', (value) => typeof value === 'boolean')
export const number: Check<number> = primitive(
  'a finite number',
  (value): value is number => typeof value === 'number' && Number.isFinite(value),
)
export const count: Check<number> = primitive(
  'a whole number, 0 or more',
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
)

export function oneOf<const T extends string | number>(...values: readonly T[]): Check<T> {
  return (value, path) => {
    const found = values.find((candidate) => candidate === value)
    if (found === undefined)
      throw mismatch(path, values.map((each) => JSON.stringify(each)).join(' or '), value)
    return found
  }
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => (value === null ? null : check(value, path))
}

/** An array; the same one is returned, its items checked in place. */
export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw mismatch(path, 'an array', value)
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`)
    return value
  }
}

export function pair<T>(check: Check<T>): Check<readonly [T, T]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) throw mismatch(path, 'two values', value)
    return [check(value[0], `${path}[0]`), check(value[1], `${path}[1]`)]
  }
}

/** An object with values of one kind under keys that are not known beforehand. */
export function dictionary<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) => {
    const record = asObject(value, path)
    for (const key of Object.keys(record)) check(record[key], `${path}.${key}`)
    return record as Record<string, T>
  }
}

/**
 * An object with at least the given own fields. The object itself is returned: fields that a later version adds
 * stay, and nothing is copied for a report of 100,000 cases.
 */
export function object<T extends object>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const entries = Object.entries(fields) as [string, Check<unknown>][]
  return (value, path) => {
    const record = asObject(value, path)
    for (const [key, check] of entries) {
      check(Object.hasOwn(record, key) ? record[key] : undefined, `${path}.${key}`)
    }
    // Every field of T was checked above; the mapped type makes the compiler insist that none is forgotten.
    return record as T
  }
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path))
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(path, 'an object', value)
  return value as Record<string, unknown>
}
