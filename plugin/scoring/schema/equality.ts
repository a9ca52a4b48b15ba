import type { FuncKeywordDefinition } from 'ajv'
import { canonicalJson } from '../../core/json/canonical.ts'
import type { JsonValue } from '../../core/json/json.ts'
import { spend } from '../work-budget.ts'
import { ajvLibrary } from './ajv-library.ts'

/** Steps for each UTF-16 unit of a value that is serialized for comparison. */
const STEPS_PER_UNIT = 10

/**
 * `uniqueItems` in linear time: ajv compares every pair of objects, which takes minutes for a long list.
 * Works on plain copies, which have no big integers.
 */
const uniqueItemsKeyword: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: { message: 'must NOT have duplicate items' },
  validate: (wanted: boolean, items: JsonValue[]): boolean => {
    if (!wanted) return true
    return new Set(items.map(countedText)).size === items.length
  },
}

/** `enum` with one look-up, whatever the number of values. */
const enumKeyword: FuncKeywordDefinition = {
  keyword: 'enum',
  schemaType: 'array',
  error: {
    message: 'must be equal to one of the allowed values',
    params: ({ schemaCode }) => ajvLibrary()._`{allowedValues: ${schemaCode}}`,
  },
  compile: (allowed: JsonValue[]) => {
    const texts = new Set(allowed.map(countedText))
    return (value: JsonValue) => texts.has(countedText(value))
  },
}

const constKeyword: FuncKeywordDefinition = {
  keyword: 'const',
  error: {
    message: 'must be equal to constant',
    params: ({ schemaCode }) => ajvLibrary()._`{allowedValue: ${schemaCode}}`,
  },
  compile: (allowed: JsonValue) => {
    const text = countedText(allowed)
    return (value: JsonValue) => countedText(value) === text
  },
}

/** The keywords that compare whole values. */
export const EQUALITY_KEYWORDS: readonly FuncKeywordDefinition[] = [
  uniqueItemsKeyword,
  enumKeyword,
  constKeyword,
]

/** The same text exactly for values that JSON Schema defines as equal. */
function countedText(value: JsonValue): string {
  const text = canonicalJson(value)
  spend(STEPS_PER_UNIT * text.length)
  return text
}
