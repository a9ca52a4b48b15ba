import type { JsonValue } from '../model/json.ts'
import { readJsonAt, readWholeJson } from '../model/parse-json.ts'
import { balancedBraces } from './balanced-braces.ts'
import { type Extraction, reasonForNothing, startsLikeObject } from './extraction.ts'

const FENCE = '```'
const INFO_WORD = /^[\w+#.-]+(?=\s)/

interface Span {
  readonly start: number
  /** Offset after the last character. */
  readonly end: number
}

/**
 * The first complete JSON object in the text, prose and code fences around it dropped. In linear time.
 *
 * - A text, or the code fence that holds the object, that is one JSON value as a whole is taken as a whole, so that
 *   a list of objects stays a list, and what {@link extractStrict} finds is found here too.
 * - Parts of a broken or cut-off object are not taken for the answer; a brace in prose is passed over.
 */
export function extractLenient(text: string): Extraction {
  const trimmed = text.trim()
  const whole = readWholeJson(trimmed)
  if (whole.ok) return { found: true, value: whole.value }
  const value = fencedOrFirstObject(trimmed)
  return value === undefined ? { found: false, reason: reasonForNothing(trimmed) } : { found: true, value }
}

function fencedOrFirstObject(text: string): JsonValue | undefined {
  const fences = findFences(text)
  const object = firstObject(text)
  if (object === undefined) {
    for (const fence of fences) {
      const value = readFence(text, fence)
      if (value !== undefined) return value
    }
    return undefined
  }
  const around = fences.find((fence) => fence.start <= object.start && object.start < fence.end)
  return (around && readFence(text, around)) ?? object.value
}

function firstObject(text: string): { readonly start: number; readonly value: JsonValue } | undefined {
  let from = 0
  for (const { open, close } of balancedBraces(text)) {
    if (open < from || !startsLikeObject(text, open)) continue
    if (close !== -1) {
      const whole = readWholeJson(text.slice(open, close + 1))
      if (whole.ok) return { start: open, value: whole.value }
      from = close + 1
    } else {
      const cut = readJsonAt(text, open)
      const offset = cut.ok ? cut.end : cut.offset
      if (offset >= text.length) return undefined // Good so far: the limit cut it, and its parts are not the answer.
      from = Math.max(open + 1, offset)
    }
  }
  return undefined
}

/** What stands between pairs of fences; an unclosed one reaches to the end of the text. */
function findFences(text: string): Span[] {
  const fences: Span[] = []
  for (let open = text.indexOf(FENCE); open !== -1; ) {
    const start = open + FENCE.length
    const close = text.indexOf(FENCE, start)
    const end = close === -1 ? text.length : close
    fences.push({ start, end })
    open = close === -1 ? -1 : text.indexOf(FENCE, close + FENCE.length)
  }
  return fences
}

/** The value that is the whole content of a fence, after its info string ("json"). */
function readFence(text: string, fence: Span): JsonValue | undefined {
  const content = text.slice(fence.start, fence.end)
  for (const candidate of [content, content.replace(INFO_WORD, '')]) {
    const result = readWholeJson(candidate.trim())
    if (result.ok) return result.value
  }
  return undefined
}
