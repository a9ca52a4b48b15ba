import type { JsonObject, JsonValue } from '../../../plugin/core/json/json.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'

/** How a model changes an exact output; `fence` is right for a lenient reader and wrong for a strict one. */
export const SPOILS = [
  'truncated',
  'omission',
  'wrong_value',
  'wrong_type',
  'hallucination',
  'no_json',
  'invalid_json',
  'wrong_structure',
] as const
export type Spoil = (typeof SPOILS)[number] | 'fence' | 'none'

/** The output of a model for an example, exact or with one error. `pick` chooses its position, 0 to 1. */
export function expectedText(expected: JsonObject, spoil: Spoil, pick: number): string {
  const text = stringifyJson(expected, pick < 0.5 ? 0 : 2)
  const keys = Object.keys(expected)
  const key = keys[Math.floor(pick * keys.length)] ?? ''
  const withKey = (name: string, value: JsonValue): string => stringifyJson({ ...expected, [name]: value }, 2)
  switch (spoil) {
    case 'none':
      return text
    case 'fence':
      return `\`\`\`json\n${text}\n\`\`\``
    case 'truncated':
      return text.slice(0, Math.max(5, Math.floor(text.length * 0.7)))
    case 'omission': {
      const { [key]: _, ...rest } = expected
      return stringifyJson(rest)
    }
    case 'wrong_value':
      return stringifyJson(changeLeaf(expected, pick, otherValue), 2)
    case 'wrong_type':
      return stringifyJson(changeLeaf(expected, pick, otherType), 2)
    case 'hallucination':
      return withKey('confidence', 0.98)
    case 'wrong_structure':
      return withKey(key, { value: expected[key] ?? null })
    case 'no_json':
      return 'The text describes the requested record. I cannot provide it.\n'.repeat(
        1 + Math.floor(pick * 5),
      )
    case 'invalid_json':
      return text.replace('"', '“')
  }
}

/** Changes one scalar, chosen by `pick` on the way down. */
function changeLeaf(value: JsonValue, pick: number, change: (leaf: JsonValue) => JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return change(value)
  if (Array.isArray(value)) {
    const chosen = Math.floor(pick * value.length)
    return value.map((item, index) => (index === chosen ? changeLeaf(item, pick, change) : item))
  }
  const keys = Object.keys(value)
  const chosen = keys[Math.floor(pick * keys.length)]
  if (chosen === undefined) return value
  return { ...value, [chosen]: changeLeaf(value[chosen] ?? null, pick, change) }
}

function otherValue(leaf: JsonValue): JsonValue {
  if (typeof leaf === 'number') return leaf * 10 + 1
  if (typeof leaf === 'boolean') return !leaf
  return leaf === null ? 'none' : `${String(leaf).slice(0, 24)}…`
}

function otherType(leaf: JsonValue): JsonValue {
  return typeof leaf === 'string' ? leaf.length : String(leaf)
}
