import type { FuncKeywordDefinition } from 'ajv'
import type { JsonValue } from '../model/json.ts'

/**
 * `uniqueItems` in linear time: ajv compares every pair of objects, which a long answer turns into minutes.
 * Reads plain validation copies: no big integers.
 */
export const uniqueItemsKeyword: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: { message: 'must NOT have duplicate items' },
  validate: (wanted: boolean, items: JsonValue[]): boolean => {
    if (!wanted) return true
    return new Set(items.map(canonicalText)).size === items.length
  },
}

/** The same text exactly for values that JSON Schema calls equal. */
function canonicalText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`)
    return `{${members.join(',')}}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
