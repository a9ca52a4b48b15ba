import { emptyObject, type JsonObject, type JsonValue } from './json.ts'
import { JsonLexer } from './lexer.ts'

/** Deepest nesting of containers that is accepted. A limit keeps the call stack of every consumer bounded. */
export const MAX_JSON_DEPTH = 1_000

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

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

/** A recursive-descent parser. */
export class JsonReader extends JsonLexer {
  private readonly maxDepth: number
  private depth = 0
  private duplicate: string | undefined
  private readonly uniqueKeys: boolean

  constructor(text: string, options: ReadOptions) {
    super(text, options.nonFinite ?? false)
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

  private failure(): ReadResult {
    const { reason, position: offset, limit, duplicate } = this
    return { ok: false, reason, offset, limit, ...(duplicate === undefined ? {} : { duplicate }) }
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
