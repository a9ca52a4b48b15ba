import type { JsonValue } from '../core/json/json.ts'
import { readJsonAt, readWholeJson } from '../core/json/parse.ts'
import { Region } from './region.ts'

/**
 * Finds a restart: a second object inside one that never closes, as in `{"a": 1, {"a": 1, "b": 2}`. It is in
 * the place of a key or comma and has the same first key, so no member of the broken object is mistaken for it.
 * `unclosed`: offsets of the braces that never close. Linear time.
 */
export function restartedObject(text: string, unclosed: readonly number[]): JsonValue | undefined {
  const open = new Set(unclosed)
  for (let start = 0; ; ) {
    const read = readJsonAt(text, start)
    if (read.ok || read.limit || text[read.offset] !== '{') return undefined
    const members = text.slice(start, read.offset).trimEnd().replace(/,$/, '')
    const key = firstKey(text, start)
    if (!readWholeJson(`${members}}`).ok || key === null || key !== firstKey(text, read.offset))
      return undefined
    start = read.offset
    if (open.has(start)) continue
    const end = new Region('{').take(text, start)
    const whole = end === -1 ? null : readWholeJson(text.slice(start, end))
    return whole?.ok ? whole.value : undefined
  }
}

function firstKey(text: string, brace: number): JsonValue | null {
  const quote = /\s*"/y
  quote.lastIndex = brace + 1
  if (!quote.test(text)) return null
  const key = readJsonAt(text, quote.lastIndex - 1)
  return key.ok ? key.value : null
}
