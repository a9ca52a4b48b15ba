/**
 * Digits of the longest integer that is accepted (Python's default limit too). Converting more digits takes
 * quadratic time.
 */
export const MAX_INTEGER_DIGITS = 4_300

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
const BACKSLASH = 92

/**
 * Reads the tokens of a JSON text: white space, literals, numbers and strings. `undefined` means failure; its reason and
 * position are then in the fields.
 */
export class JsonLexer {
  protected readonly text: string
  protected position = 0
  protected reason = ''
  protected limit = false
  protected readonly nonFinite: boolean

  /** @param nonFinite accept the literals `NaN`, `Infinity` and `-Infinity` */
  constructor(text: string, nonFinite: boolean) {
    this.text = text
    this.nonFinite = nonFinite
  }

  protected skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position)
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return
      this.position += 1
    }
  }

  protected fail(reason: string): undefined {
    this.reason = reason
    return undefined
  }

  protected exceeds(reason: string): undefined {
    this.limit = true
    return this.fail(reason)
  }

  protected unexpected(rule: string): undefined {
    if (this.position >= this.text.length) return this.fail(`the text ends where ${rule} should be`)
    const found = String.fromCodePoint(this.text.codePointAt(this.position) ?? 0)
    const shown = /[\p{C}\p{Z}]/u.test(found) ? JSON.stringify(found) : `"${found}"`
    return this.fail(`${shown} found where ${rule} should be`)
  }

  protected literal<T extends boolean | null | number>(word: string, value: T): T | undefined {
    if (this.text.startsWith(word, this.position)) {
      this.position += word.length
      return value
    }
    let matched = 0
    while (this.text[this.position + matched] === word[matched]) matched += 1
    this.position += matched
    return this.unexpected(`the rest of ${word}`)
  }

  protected number(): number | bigint | undefined {
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

  protected string(): string | undefined {
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
}
