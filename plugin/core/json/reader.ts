import { emptyObject, type JsonObject, type JsonValue } from './json.ts'

/** Deepest nesting of containers that is accepted. A limit keeps the call stack of every consumer bounded. */
export const MAX_JSON_DEPTH = 1_000
/**
 * Digits of the longest integer that is accepted (Python's default limit too). Converting more digits takes
 * quadratic time.
 */
export const MAX_INTEGER_DIGITS = 4_300

export interface ReadOptions {
  /** Accept the literals `NaN`, `Infinity` and `-Infinity`, as Python's `json.loads` does. Default false. */
  readonly nonFinite?: boolean
  /** Reject an object in which a key occurs twice, at any depth. Default false: the last value wins. */
  readonly uniqueKeys?: boolean
  /** Default {@link MAX_JSON_DEPTH}. */
  readonly maxDepth?: number
}

/**
 * `end` is the offset after the value. The `offset` of a failure is the first position at which the text is
 * no longer the beginning of a JSON text. `limit`: the text is valid up to there but exceeds a limit of this
 * reader (depth, digits). `duplicate`: the key that occurs twice in an object whose keys must be unique.
 */
export type ReadResult =
  | { readonly ok: true; readonly value: JsonValue; readonly end: number }
  | {
      readonly ok: false
      readonly reason: string
      readonly offset: number
      readonly limit: boolean
      readonly duplicate?: string
    }

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y
const HEX4 = /^[0-9a-fA-F]{4}$/
const ESCAPES: Readonly<Record<string, string>> = Object.freeze({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})

const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

/** A recursive-descent parser. `undefined` means failure; its reason and position are then in the fields. */
export class JsonReader {
  private readonly text: string
  private readonly nonFinite: boolean
  private readonly maxDepth: number
  private position = 0
  private depth = 0
  private reason = ''
  private limit = false
  private duplicate: string | undefined
  private readonly uniqueKeys: boolean

  constructor(text: string, options: ReadOptions) {
    this.text = text
    this.nonFinite = options.nonFinite ?? false
    this.maxDepth = options.maxDepth ?? MAX_JSON_DEPTH
    this.uniqueKeys = options.uniqueKeys ?? false
  }

  readWhole(): ReadResult {
    this.skipSpace()
    const result = this.readAt(this.position)
    if (!result.ok) return result
    this.skipSpace()
    if (this.position === this.text.length) return result
    this.unexpected('nothing after the value')
    return this.failure()
  }

  readAt(start: number): ReadResult {
    this.position = start
    const value = this.value()
    return value === undefined ? this.failure() : { ok: true, value, end: this.position }
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position)
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return
      this.position += 1
    }
  }

  private failure(): ReadResult {
    const { reason, position: offset, limit, duplicate } = this
    return { ok: false, reason, offset, limit, ...(duplicate === undefined ? {} : { duplicate }) }
  }

  private fail(reason: string): undefined {
    this.reason = reason
    return undefined
  }

  private exceeds(reason: string): undefined {
    this.limit = true
    return this.fail(reason)
  }

  private unexpected(rule: string): undefined {
    if (this.position >= this.text.length) return this.fail(`the text ends where ${rule} should be`)
    const found = String.fromCodePoint(this.text.codePointAt(this.position) ?? 0)
    const shown = /[\p{C}\p{Z}]/u.test(found) ? JSON.stringify(found) : `"${found}"`
    return this.fail(`${shown} found where ${rule} should be`)
  }

  private value(): JsonValue | undefined {
    switch (this.text.charCodeAt(this.position)) {
      case OPEN_BRACE:
        return this.object()
      case OPEN_BRACKET:
        return this.array()
      case QUOTE:
        return this.string()
      case 0x74:
        return this.literal('true', true)
      case 0x66:
        return this.literal('false', false)
      case 0x6e:
        return this.literal('null', null)
      case 0x4e:
        return this.nonFinite ? this.literal('NaN', Number.NaN) : this.unexpected('a value')
      case 0x49:
        return this.nonFinite
          ? this.literal('Infinity', Number.POSITIVE_INFINITY)
          : this.unexpected('a value')
      default:
        return this.number()
    }
  }

  private literal<T extends boolean | null | number>(word: string, value: T): T | undefined {
    if (this.text.startsWith(word, this.position)) {
      this.position += word.length
      return value
    }
    let matched = 0
    while (this.text[this.position + matched] === word[matched]) matched += 1
    this.position += matched
    return this.unexpected(`the rest of ${word}`)
  }

  private number(): number | bigint | undefined {
    NUMBER.lastIndex = this.position
    const match = NUMBER.exec(this.text)
    if (match === null) {
      if (this.text.charCodeAt(this.position) !== 0x2d) return this.unexpected('a value')
      if (this.nonFinite && this.text.charCodeAt(this.position + 1) === 0x49)
        return this.literal('-Infinity', Number.NEGATIVE_INFINITY)
      this.position += 1
      return this.unexpected('a digit')
    }
    const literal = match[0]
    const after = this.text[this.position + literal.length]
    if (
      match[2] === undefined &&
      (after === 'e' || after === 'E' || (after === '.' && match[1] === undefined))
    )
      return this.unfinishedNumber(literal.length, after)
    const integer = match[1] === undefined && match[2] === undefined
    if (integer && literal.length > 15) {
      const digits = literal.startsWith('-') ? literal.length - 1 : literal.length
      if (digits > MAX_INTEGER_DIGITS)
        return this.exceeds(`an integer of ${digits} digits; at most ${MAX_INTEGER_DIGITS} are read`)
      const value = Number(literal)
      this.position += literal.length
      return Number.isSafeInteger(value) ? value : BigInt(literal)
    }
    this.position += literal.length
    return Number(literal)
  }

  private unfinishedNumber(length: number, after: string): undefined {
    this.position += length + 1
    if (after !== '.' && /^[-+]$/.test(this.text[this.position] ?? '')) this.position += 1
    return this.unexpected('a digit')
  }

  private string(): string | undefined {
    const { text } = this
    const start = this.position + 1
    let end = start
    for (;;) {
      const code = text.charCodeAt(end)
      if (code === QUOTE) break
      // Written so that NaN, the code after the end, also fails the comparison.
      if (code === BACKSLASH || !(code >= SPACE)) return this.escapedString(start, end)
      end += 1
    }
    this.position = end + 1
    return text.slice(start, end)
  }

  private escapedString(start: number, firstEscape: number): string | undefined {
    const { text } = this
    let value = ''
    let from = start
    let at = firstEscape
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === BACKSLASH) {
        value += text.slice(from, at)
        this.position = at
        const escaped = this.escape()
        if (escaped === undefined) return undefined
        value += escaped
        at = this.position
        from = at
      } else if (code === QUOTE) {
        this.position = at + 1
        return value + text.slice(from, at)
      } else if (code >= SPACE) {
        at += 1
      } else {
        this.position = at
        return this.unexpected(
          at >= text.length ? 'the end of a string' : 'an escape for a control character',
        )
      }
    }
  }

  /**
   * Reads the escape at the position. Each `\u` is one UTF-16 unit, so pairs join and lone surrogates stay.
   */
  private escape(): string | undefined {
    const letter = this.text[this.position + 1] ?? ''
    if (letter === 'u') {
      const hex = this.text.slice(this.position + 2, this.position + 6)
      if (!HEX4.test(hex)) {
        this.position += 2
        while (/^[0-9a-fA-F]$/.test(this.text[this.position] ?? '')) this.position += 1
        return this.unexpected('four hexadecimal digits')
      }
      this.position += 6
      return String.fromCharCode(Number.parseInt(hex, 16))
    }
    const value = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
    if (value === undefined) {
      this.position += 1
      return this.unexpected('an escape')
    }
    this.position += 2
    return value
  }

  private enter(): boolean {
    this.depth += 1
    if (this.depth <= this.maxDepth) return true
    this.exceeds(`nested deeper than ${this.maxDepth} levels`)
    return false
  }

  private array(): JsonValue[] | undefined {
    if (!this.enter()) return undefined
    const items: JsonValue[] = []
    this.position += 1
    this.skipSpace()
    if (this.text.charCodeAt(this.position) === CLOSE_BRACKET) return this.leave(items)
    for (;;) {
      const item = this.value()
      if (item === undefined) return undefined
      items.push(item)
      this.skipSpace()
      const code = this.text.charCodeAt(this.position)
      if (code === CLOSE_BRACKET) return this.leave(items)
      if (code !== COMMA) return this.unexpected('"," or "]"')
      this.position += 1
      this.skipSpace()
    }
  }

  private object(): JsonObject | undefined {
    if (!this.enter()) return undefined
    const members = emptyObject()
    this.position += 1
    this.skipSpace()
    if (this.text.charCodeAt(this.position) === CLOSE_BRACE) return this.leave(members)
    for (;;) {
      if (this.text.charCodeAt(this.position) !== QUOTE) return this.unexpected('a quoted key')
      const start = this.position
      const key = this.string()
      if (key === undefined) return undefined
      if (this.uniqueKeys && Object.hasOwn(members, key)) {
        this.position = start
        this.duplicate = key
        return this.fail('a key occurs twice in one object')
      }
      this.skipSpace()
      if (this.text.charCodeAt(this.position) !== COLON) return this.unexpected('":"')
      this.position += 1
      this.skipSpace()
      const value = this.value()
      if (value === undefined) return undefined
      members[key] = value
      this.skipSpace()
      const code = this.text.charCodeAt(this.position)
      if (code === CLOSE_BRACE) return this.leave(members)
      if (code !== COMMA) return this.unexpected('"," or "}"')
      this.position += 1
      this.skipSpace()
    }
  }

  /** Steps over the closing bracket. */
  private leave<T>(container: T): T {
    this.depth -= 1
    this.position += 1
    return container
  }
}
