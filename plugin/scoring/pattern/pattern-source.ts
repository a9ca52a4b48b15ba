import { DIGITS, propertyRanges, type Range, SPACE, WORD } from './code-points.ts'

/** A construct of ECMAScript patterns that cannot be matched in linear time here. The message names it. */
export class InexpressibleError extends Error {
  override readonly name = 'InexpressibleError'
}

/** The meaning of one escape or character of a pattern. */
export type PatternUnit =
  | { readonly codePoint: number }
  | { readonly ranges: readonly Range[]; readonly negated: boolean }

/** Letters that name a control character. */
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 }

const CLASSES: Readonly<Record<string, readonly Range[]>> = { d: DIGITS, s: SPACE, w: WORD }

/** A pattern that `RegExp` accepts, read code point by code point. */
export class PatternSource {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** True when the text continues with this text. */
  follows(text: string): boolean {
    return this.text.startsWith(text, this.at)
  }

  /** Consumes this text if it follows. */
  take(text: string): boolean {
    if (!this.follows(text)) return false
    this.at += text.length
    return true
  }

  /** Consumes what a sticky expression matches here; null if it does not match. */
  takeMatch(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at
    const match = sticky.exec(this.text)
    if (match !== null) this.at += match[0].length
    return match
  }

  /** The next code point; a pair of surrogates is one. */
  codePoint(): number {
    const codePoint = this.text.codePointAt(this.at) ?? 0
    this.at += codePoint > 0xffff ? 2 : 1
    return codePoint
  }

  /**
   * The escape after a backslash that is already consumed.
   *
   * @throws {InexpressibleError} for a back-reference
   */
  escape(inClass: boolean): PatternUnit {
    const property = this.takeMatch(/([pP])(\{[\w=]+\})/y)
    if (property !== null)
      return { ranges: propertyRanges(`\\p${property[2]}`), negated: property[1] === 'P' }
    const hex = this.takeMatch(/x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]+)\}/iy)
    if (hex !== null)
      return { codePoint: this.#pair(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16), hex[2]) }
    const control = this.takeMatch(/c([a-z])/iy)
    if (control !== null) return { codePoint: (control[1] ?? '').charCodeAt(0) % 32 }
    const letter = String.fromCodePoint(this.codePoint())
    const ranges = CLASSES[letter.toLowerCase()]
    if (ranges !== undefined) return { ranges, negated: letter !== letter.toLowerCase() }
    if (inClass && letter === 'b') return { codePoint: 8 }
    if (letter === '0') {
      if (this.takeMatch(/\d/y) !== null) throw new InexpressibleError('an octal escape')
      return { codePoint: 0 }
    }
    if (/[1-9k]/.test(letter)) throw new InexpressibleError('a back-reference')
    return { codePoint: CONTROLS[letter] ?? letter.codePointAt(0) ?? 0 }
  }

  /** `\ud83d\ude00` is one code point. */
  #pair(lead: number, fourDigits: string | undefined): number {
    if (fourDigits === undefined || lead < 0xd800 || lead > 0xdbff) return lead
    const trail = this.takeMatch(/\\u(d[c-f][0-9a-f]{2})/iy)
    if (trail === null) return lead
    return (lead - 0xd800) * 0x400 + (Number.parseInt(trail[1] ?? '', 16) - 0xdc00) + 0x10000
  }
}
