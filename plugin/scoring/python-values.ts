import { isObject, type JsonValue } from '../core/json/json.ts'

/**
 * Python's `==` on two values of `json.loads`: numbers and booleans by value (`1 == 1.0 == True`), arrays in
 * order, objects by key. There NaN is one shared object, so it equals itself inside a container and nowhere
 * else.
 */
export function pythonEqual(a: JsonValue, b: JsonValue): boolean {
  const left = asNumber(a)
  const right = asNumber(b)
  // `==` compares a bigint with a float exactly, as Python does.
  // biome-ignore lint/suspicious/noDoubleEquals: the only operator that does.
  if (left !== null && right !== null) return left == right
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameOrEqual(item, b[index] ?? null))
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a)
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameOrEqual(a[key] ?? null, b[key] ?? null))
    )
  }
  return a === b
}

/** Containers compare identity before equality. */
function sameOrEqual(a: JsonValue, b: JsonValue): boolean {
  return (Number.isNaN(a) && Number.isNaN(b)) || pythonEqual(a, b)
}

function asNumber(value: JsonValue): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return typeof value === 'boolean' ? Number(value) : null
}

/** `bool(value)`: empty containers, the empty string, zeros, false and null are not true; NaN is. */
export function pythonTruth(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isObject(value)) return Object.keys(value).length > 0
  return Number.isNaN(value) || Boolean(value)
}

/** `type(value)`, with int and float as one type. */
export function pythonType(value: JsonValue): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'bigint' ? 'number' : typeof value
}
