import type { JsonValue } from './json.ts'

/**
 * One text for all equal values: keys in code-unit order, no white space, numbers by value (`5.0` is `5`,
 * integers of any size to the last digit). Not meant to be parsed.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`)
    return `{${members.join(',')}}`
  }
  if (typeof value === 'string') return JSON.stringify(value)
  // A whole float may equal a big integer, whose text has no exponent.
  const isLarge = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return String(isLarge ? BigInt(value) : value)
}
