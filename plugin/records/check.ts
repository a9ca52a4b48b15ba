import { EdgejsonError } from '../core/errors.ts'
import { printable } from '../core/printable.ts'

/** A JSON Schema (draft-07), as far as checks need it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Returns the value when it has the type, and throws an `EdgejsonError` that names the path otherwise. */
export interface Check<T> {
  (value: unknown, path: string): T
  /** What the check accepts, in the words of JSON Schema; absent where nobody needs it published. */
  readonly schema?: JsonSchema
  /** True when the field may be missing. */
  readonly optional?: boolean
}

/** Schemas with a name, for those that occur more than once or deserve a description. */
const definitions = new Map<string, JsonSchema>()

/** Puts the schema of a check under a name; schemas that hold it refer to it. */
export function definition<T>(name: string, description: string, check: Check<T>): Check<T> {
  definitions.set(name, { description, ...check.schema })
  return published((value, path) => check(value, path), { $ref: `#/definitions/${name}` })
}

/** A named schema; undefined where no check has the name. */
export function definitionOf(name: string): JsonSchema | undefined {
  return definitions.get(name)
}

/** A check with its schema. */
export function published<T>(check: (value: unknown, path: string) => T, schema: JsonSchema): Check<T> {
  return Object.assign(check, { schema })
}

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

function primitive<T>(rule: string, schema: JsonSchema, is: (value: unknown) => value is T): Check<T> {
  return published((value, path) => {
    if (!is(value)) throw mismatch(path, rule, value)
    return value
  }, schema)
}

export const string: Check<string> = primitive(
  'a string',
  { type: 'string' },
  (value) => typeof value === 'string',
)
export const boolean: Check<boolean> = primitive(
  'true or false',
  { type: 'boolean' },
  (value) => typeof value === 'boolean',
)
export const number: Check<number> = primitive(
  'a finite number',
  { type: 'number' },
  (value): value is number => typeof value === 'number' && Number.isFinite(value),
)
export const count: Check<number> = primitive(
  'a whole number, 0 or more',
  { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
)

export function oneOf<const T extends string | number>(...values: readonly T[]): Check<T> {
  return published(
    (value, path) => {
      const found = values.find((candidate) => candidate === value)
      if (found === undefined)
        throw mismatch(path, values.map((each) => JSON.stringify(each)).join(' or '), value)
      return found
    },
    values.length === 1 ? { const: values[0] } : { enum: values },
  )
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return published((value, path) => (value === null ? null : check(value, path)), {
    anyOf: [{ type: 'null' }, check.schema ?? {}],
  })
}

/** An array; the same one is returned, its items checked in place. */
export function list<T>(check: Check<T>): Check<readonly T[]> {
  return published(
    (value, path) => {
      if (!Array.isArray(value)) throw mismatch(path, 'an array', value)
      for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`)
      return value
    },
    { type: 'array', items: check.schema ?? {} },
  )
}

export function pair<T>(check: Check<T>): Check<readonly [T, T]> {
  return published(
    (value, path) => {
      if (!Array.isArray(value) || value.length !== 2) throw mismatch(path, 'two values', value)
      return [check(value[0], `${path}[0]`), check(value[1], `${path}[1]`)]
    },
    { type: 'array', items: check.schema ?? {}, minItems: 2, maxItems: 2 },
  )
}

/** An object with values of one kind under keys that are not known beforehand. */
export function dictionary<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return published(
    (value, path) => {
      const record = asObject(value, path)
      for (const key of Object.keys(record)) check(record[key], `${path}.${printable(key, 60)}`)
      return record as Record<string, T>
    },
    { type: 'object', additionalProperties: check.schema ?? {} },
  )
}

/**
 * An object with at least the given own fields. The object itself is returned: fields that a later version adds
 * stay, and nothing is copied for a report of 100,000 cases.
 */
export function object<T extends object>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const entries = Object.entries(fields) as [string, Check<unknown>][]
  return published(
    (value, path) => {
      const record = asObject(value, path)
      for (const [key, check] of entries) {
        check(Object.hasOwn(record, key) ? record[key] : undefined, `${path}.${key}`)
      }
      // Every field of T was checked above; the mapped type makes the compiler insist that none is forgotten.
      return record as T
    },
    {
      type: 'object',
      properties: Object.fromEntries(entries.map(([key, { schema }]) => [key, schema ?? {}])),
      required: entries.filter(([, { optional }]) => optional !== true).map(([key]) => key),
    },
  )
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  const either = published(
    (value, path) => (value === undefined ? undefined : check(value, path)),
    check.schema ?? {},
  )
  return Object.assign(either, { optional: true })
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(path, 'an object', value)
  return value as Record<string, unknown>
}
