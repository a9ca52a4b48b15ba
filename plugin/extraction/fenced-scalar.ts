import type { JsonValue } from '../core/json/json.ts'
import { readJsonAt } from '../core/json/parse.ts'

const INFO = /`*[\w+#.-]*(?=\s)/y
const SPACE = /`*\s*/y
const END = /\s*(?:```|$)/y

/** The scalar that is the whole content of a code fence; `start` is the offset after the opening fence. */
export function fencedScalar(text: string, start: number): JsonValue | undefined {
  INFO.lastIndex = start
  const info = INFO.test(text) ? INFO.lastIndex : start
  for (const from of new Set([start, info])) {
    SPACE.lastIndex = from
    SPACE.test(text)
    const read = readJsonAt(text, SPACE.lastIndex)
    if (!read.ok || (typeof read.value === 'object' && read.value !== null)) continue
    END.lastIndex = read.end
    if (END.test(text)) return read.value
  }
  return undefined
}
