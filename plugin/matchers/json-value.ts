import { emptyObject, isRecord, type JsonValue } from '../core/json/json.ts'
import { MAX_JSON_DEPTH } from '../core/json/parse.ts'
import { jsonPath, type PathSegment } from '../core/json/path.ts'

/**
 * A JavaScript value as a JSON value. Members that are `undefined` are left out, as JSON does.
 *
 * @param role the role of the value in the assertion: `expected`, `received`
 * @throws {TypeError} for values that are not JSON: undefined, NaN, functions, class instances, cycles
 */
export function toJsonValue(value: unknown, role: string): JsonValue {
  return convert(value, role, [])
}

function convert(value: unknown, role: string, path: PathSegment[]): JsonValue {
  if (path.length > MAX_JSON_DEPTH) throw notJson(role, [], `nested deeper than ${MAX_JSON_DEPTH} levels`)
  if (isScalar(value)) return value
  if (Array.isArray(value)) return value.map((item: unknown, index) => convert(item, role, [...path, index]))
  if (!isPlainObject(value)) throw notJson(role, path, describe(value))
  const members = emptyObject()
  for (const [key, member] of Object.entries(value))
    if (member !== undefined) members[key] = convert(member, role, [...path, key])
  return members
}

function isScalar(value: unknown): value is null | boolean | number | bigint | string {
  return (
    value === null ||
    (['boolean', 'number', 'bigint', 'string'].includes(typeof value) && !Number.isNaN(value))
  )
}

/** Made by a literal or a parser, of this realm or another. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function describe(value: unknown): string {
  if (typeof value === 'number') return 'NaN'
  if (typeof value !== 'object' || value === null) return typeof value
  const name: unknown = value.constructor?.name
  return `an instance of ${typeof name === 'string' && name !== '' ? name : 'a class'}`
}

function notJson(role: string, path: readonly PathSegment[], problem: string): TypeError {
  const place = path.length === 0 ? '' : ` at ${jsonPath(path)}`
  return new TypeError(`[vitest-edgejson] the ${role} value must be JSON, but it is ${problem}${place}`)
}
