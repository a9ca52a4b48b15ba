import type { JsonValue } from './json.ts'
import { MAX_INTEGER_DIGITS } from './lexer.ts'
import { JsonReader, MAX_JSON_DEPTH, type ReadOptions, type ReadResult } from './reader.ts'

export { MAX_INTEGER_DIGITS, MAX_JSON_DEPTH, type ReadOptions, type ReadResult }

/**
 * Why a text is not JSON, and where. `line` and `column` are 1-based, `offset` is 0-based; all count UTF-16
 * units.
 */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
  /** The message without the place. */
  readonly reason: string
  /** Where in the text, from 0, in UTF-16 units. */
  readonly offset: number
  /** Line of the offset, from 1. */
  readonly line: number
  /** Column of the offset in its line, from 1, in UTF-16 units. */
  readonly column: number

  constructor(reason: string, text: string, offset: number) {
    const before = text.slice(0, offset).split(/\r\n|\r|\n/)
    const line = before.length
    const column = (before[line - 1] ?? '').length + 1
    super(`${reason} (line ${line}, column ${column})`)
    this.reason = reason
    this.offset = offset
    this.line = line
    this.column = column
  }
}

/**
 * Parses one JSON text (RFC 8259, nothing more).
 *
 * Integers beyond ±(2^53 − 1) become `bigint`, every other number a `number` (a literal that overflows becomes
 * ±Infinity). Of duplicate keys the last value wins, at the place of the first. Objects inherit nothing, so every key,
 * `__proto__` too, is an ordinary one.
 *
 * @throws {JsonSyntaxError} where the text is not JSON, nests deeper than {@link MAX_JSON_DEPTH} or holds an integer
 * of more than {@link MAX_INTEGER_DIGITS} digits.
 */
export function parseJson(text: string): JsonValue {
  const result = readWholeJson(text)
  if (result.ok) return result.value
  throw new JsonSyntaxError(result.reason, text, result.offset)
}

/**
 * {@link parseJson} for callers that expect failures: it returns them, and a failure costs no more than
 * parsing.
 */
export function readWholeJson(text: string, options: ReadOptions = {}): ReadResult {
  const native = readNatively(text, options.maxDepth ?? MAX_JSON_DEPTH)
  const value = options.uniqueKeys && native !== undefined && !hasEveryKey(text, native) ? undefined : native
  return value === undefined
    ? new JsonReader(text, options).readWhole()
    : { ok: true, value, end: text.length }
}

/** Reads the JSON value that starts at `start` (no white space before it) and ignores what follows it. */
export function readJsonAt(text: string, start: number, options: ReadOptions = {}): ReadResult {
  return new JsonReader(text, options).readAt(start)
}

/**
 * The parser of the JavaScript engine, several times faster than {@link JsonReader}. Undefined for a text
 * that it rejects, that has a number which may have lost digits, or that is nested too deeply.
 */
function readNatively(text: string, maxDepth: number): JsonValue | undefined {
  if (!isBracketed(text)) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined // The reader finds the reason and the place.
  }
  // What JSON.parse returns and `dropPrototypes` accepts is a JSON value.
  return dropPrototypes(parsed, maxDepth) ? (parsed as JsonValue) : undefined
}

/**
 * Whether every key of a JSON text is in the value. Then the value has as many keys as the text has colons
 * outside strings.
 */
function hasEveryKey(text: string, value: JsonValue): boolean {
  return colons(text) === keys(value)
}

function colons(text: string): number {
  let found = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === ':') found += 1
    else if (character === '"') {
      at += 1
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    }
  }
  return found
}

function keys(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  const members = Object.values(value)
  const own = Array.isArray(value) ? 0 : members.length
  return members.reduce<number>((sum, member) => sum + keys(member), own)
}

/**
 * Rejecting a text costs the native parser more than reading it. Most texts that are not JSON can be
 * recognised by their ends.
 */
function isBracketed(text: string): boolean {
  const last = text[text.length - 1]
  switch (text[0]) {
    case '{':
      return last === '}'
    case '[':
      return last === ']'
    default:
      return false
  }
}

/**
 * Removes the prototypes of a freshly parsed value, in place. A copy with null prototypes would store every
 * object as a dictionary, which takes twice the memory and is slower to read. False where {@link JsonReader}
 * would give another result.
 */
function dropPrototypes(value: unknown, levels: number): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Array.isArray(value)) return value.every((item) => dropPrototypes(item, levels - 1))
  Object.setPrototypeOf(value, null)
  for (const member of Object.values(value)) if (!dropPrototypes(member, levels - 1)) return false
  return true
}
