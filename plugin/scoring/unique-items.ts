import type { FuncKeywordDefinition } from 'ajv'
import { canonicalJson } from '../model/canonical-json.ts'
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
    return new Set(items.map(canonicalJson)).size === items.length
  },
}
