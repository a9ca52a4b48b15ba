import type { JsonValue } from '../../core/json/json.ts'
import { type ReadOptions, readWholeJson } from '../../core/json/parse.ts'
import { printable, quoted } from '../../core/printable.ts'

export type ExpectedValue =
  | { readonly ok: true; readonly value: JsonValue }
  /** `reason`: what is wrong with the value, written to follow the name of its key. */
  | { readonly ok: false; readonly code: 'WRONG_TYPE' | 'DUPLICATE_KEY'; readonly reason: string }

/**
 * The expected value of a line of a dataset or of scored completions: any JSON value. A text that begins with
 * `{` or `[` is the JSON text of an object or array, as in EdgeJSON v3. Any other text is a string: `"5"` is
 * never the number 5.
 */
export function expectedValue(value: JsonValue, options: ReadOptions = {}): ExpectedValue {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return { ok: true, value }
  const read = readWholeJson(value, { ...options, uniqueKeys: true })
  if (read.ok) return { ok: true, value: read.value }
  if (read.duplicate !== undefined) {
    const reason = `has the key ${quoted(read.duplicate)} twice in one object (column ${read.offset + 1} of its text); keep one.`
    return { ok: false, code: 'DUPLICATE_KEY', reason }
  }
  const reason =
    `is a text that begins like JSON but is not valid (${printable(read.reason)}, column ${read.offset + 1}): ` +
    `${quoted(value)}; correct it, or write a JSON value in place of the text.`
  return { ok: false, code: 'WRONG_TYPE', reason }
}
