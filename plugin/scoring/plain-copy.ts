import { isRecord } from '../core/json/json.ts'
import { MAX_JSON_DEPTH } from '../core/json/parse.ts'

/**
 * A copy for JSON libraries that expect ordinary objects: `__proto__` stays an own key, big integers become
 * the nearest float.
 *
 * @throws {RangeError} for nesting deeper than {@link MAX_JSON_DEPTH} (cycles too)
 */
export function plainCopy(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_JSON_DEPTH) throw new RangeError(`nested deeper than ${MAX_JSON_DEPTH} levels`)
  if (Array.isArray(value)) return value.map((item) => plainCopy(item, depth + 1))
  const copy: Record<string, unknown> = {}
  if (!isRecord(value)) return copy
  for (const key of Object.keys(value)) {
    const member = plainCopy(value[key], depth + 1)
    if (key === '__proto__')
      Object.defineProperty(copy, key, {
        value: member,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    else copy[key] = member
  }
  return copy
}
