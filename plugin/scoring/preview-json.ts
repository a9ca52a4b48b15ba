import { beginningOf, firstDifference } from '../core/cut-text.ts'
import { isObject, type JsonObject, type JsonValue } from '../core/json/json.ts'
import { stringifyJson } from '../core/json/stringify.ts'
import { printable } from '../core/printable.ts'

/**
 * The beginning of the JSON text of a value, at most `limit` characters including the `…` for the rest, safe
 * to print. The work is bounded by the limit, not by the value.
 */
export function previewJson(value: JsonValue, limit = 200): string {
  const text = write(value, limit + 1)
  return text.length <= limit ? text : `${beginningOf(text, limit - 1)}…`
}

/** Characters before the first difference of two texts that are shown for orientation. */
const CONTEXT = 20

/**
 * Previews of two values that differ. If both are long texts with the same beginning, the previews begin
 * shortly before the first difference instead.
 */
export function previewPair(a: JsonValue, b: JsonValue, limit = 200): readonly [string, string] {
  const previews = [previewJson(a, limit), previewJson(b, limit)] as const
  if (previews[0] !== previews[1]) return previews
  if (typeof a !== 'string' || typeof b !== 'string') {
    // Enough for numbers of hundreds of digits. Containers are compared leaf by leaf.
    const [left, right] = [write(a, limit * limit), write(b, limit * limit)]
    const from = Math.max(0, firstDifference(left, right) - CONTEXT)
    return [preview(left, from, limit), preview(right, from, limit)]
  }
  const skip = Math.max(0, firstDifference(a, b) - CONTEXT)
  return [
    `"…${previewJson(a.slice(skip), limit - 1).slice(1)}`,
    `"…${previewJson(b.slice(skip), limit - 1).slice(1)}`,
  ]
}

function preview(text: string, from: number, limit: number): string {
  const rest = text.slice(from)
  return `…${rest.length < limit ? rest : `${beginningOf(rest, limit - 2)}…`}`
}

/**
 * JSON text of at least `budget` characters, or all of it. Every level takes a character, so the depth is
 * bounded too.
 */
function write(value: JsonValue, budget: number): string {
  if (typeof value === 'string') return quoteJson(beginningOf(value, budget))
  if (Array.isArray(value)) return writeItems(value, budget)
  if (isObject(value)) return writeMembers(value, budget)
  return Number.isNaN(value) ? 'NaN' : stringifyJson(value)
}

function writeItems(items: readonly JsonValue[], budget: number): string {
  let text = '['
  for (const item of items) {
    if (text.length > 1) text += ','
    if (text.length >= budget) return text
    text += write(item, budget - text.length)
  }
  return `${text}]`
}

function writeMembers(members: JsonObject, budget: number): string {
  let text = '{'
  for (const key of Object.keys(members)) {
    if (text.length > 1) text += ','
    text += `${quoteJson(beginningOf(key, budget))}:`
    if (text.length >= budget) return text
    text += write(members[key] ?? null, budget - text.length)
  }
  return `${text}}`
}

function quoteJson(text: string): string {
  return printable(JSON.stringify(text))
}
