import type { JsonValue } from '../../core/json/json.ts'
import { stringifyJson } from '../../core/json/stringify.ts'
import type { Remark } from './finding.ts'

/** Counts the tokens of a text, special tokens left out. */
export type TokenCounter = (text: string) => number

/**
 * UTF-8 bytes of JSON text per token, measured on the official train split with SmolLM2's tokenizer (2.2
 * overall; values with many dates and ids have fewer, down to 1.5). Used without a tokenizer.
 */
export const BYTES_PER_TOKEN = 2.2

/** Checks that the expected value fits into the token limit. A longer one can never be matched exactly. */
export function checkExpectedLength(
  expected: JsonValue,
  limit: number,
  count: TokenCounter | null,
): Remark[] {
  const text = spacedJson(expected)
  if (count === null) {
    const estimate = Math.round(Buffer.byteLength(text) / BYTES_PER_TOKEN)
    if (estimate <= limit) return []
    const message = `the expected value has about ${estimate} tokens (estimated), the limit is ${limit}; give a tokenizer to count them.`
    return [{ severity: 'warning', code: 'EXPECTED_MAYBE_TOO_LONG', message }]
  }
  const tokens = count(text)
  if (tokens <= limit) return []
  const message = `the expected value has ${tokens} tokens, the limit is ${limit}; no model can output it.`
  return [{ severity: 'error', code: 'EXPECTED_TOO_LONG', message }]
}

/**
 * `{"a": 1, "b": [2, 3]}`: JSON with the spaces of Python's `json.dumps`, which models tuned on the benchmark
 * write. Recursion is bounded, because the parser limits the depth of values.
 */
export function spacedJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return stringifyJson(value)
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`
  const members = Object.keys(value).map((key) => `${JSON.stringify(key)}: ${spacedJson(value[key] ?? null)}`)
  return `{${members.join(', ')}}`
}
