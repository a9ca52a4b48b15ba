import type { JsonObject, JsonScalar, JsonValue } from '../core/json/json.ts'

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

/** The kind of a JSON value; integers and floats are both numbers. */
export function kindOf(value: JsonValue): JsonKind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'object':
      return 'object'
    default:
      return 'number'
  }
}

export function isContainer(value: JsonValue): value is JsonObject | JsonValue[] {
  return typeof value === 'object' && value !== null
}

/**
 * Typed equality of scalars: numbers by mathematical value (`5 = 5.0`, exact for big integers); values of
 * different types are never equal.
 */
export function sameScalar(a: JsonScalar, b: JsonScalar): boolean {
  if (isNumber(a) && isNumber(b)) {
    // biome-ignore lint/suspicious/noDoubleEquals: the only operator that compares a bigint with a float exactly.
    return a == b || (Number.isNaN(a) && Number.isNaN(b))
  }
  return a === b
}

export function isNumber(value: JsonScalar): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}
