import { classText, codePointText, complement, LINE_ENDS, type Range } from './code-points.ts'
import { InexpressibleError, PatternSource, type PatternUnit } from './pattern-source.ts'

/**
 * One alternative of a pattern in RE2's syntax. It matches where the body matches and every condition holds.
 */
export interface Alternative {
  readonly body: string
  /** Look-aheads at the start of the text, as patterns of their own. */
  readonly conditions: readonly { readonly text: string; readonly negated: boolean }[]
}

/** A pattern of ECMAScript in RE2's syntax. */
export interface Translation {
  readonly alternatives: readonly Alternative[]
  /** Size of the automaton, in instructions, roughly. */
  readonly size: number
}

/** A piece of a pattern in RE2's syntax, safe to repeat. */
interface Piece {
  readonly text: string
  readonly size: number
  /** Product of the nested repetition counts in it. */
  readonly repeats: number
}

/** RE2's own limit for the product of nested repetition counts. */
const MAX_REPEATS = 1000
/** Largest automaton, in instructions. */
const MAX_SIZE = 20_000
/** Longest translation, in UTF-16 units. */
const MAX_TEXT = 2_000_000

const LOOK_AHEAD = 'a look-ahead that is not at the start of the text'

const EMPTY: Piece = { text: '', size: 0, repeats: 1 }

/**
 * Translates a pattern that `RegExp` accepts, with the flag `u` or, where that rejects escapes such as `\@`,
 * without. Groups become non-capturing and lazy repetitions greedy; neither changes whether a text matches.
 * Classes are written out as code points, so that `\s`, `.` and `\p{…}` keep their meaning in ECMAScript.
 *
 * @throws {InexpressibleError} for back-references, look-ahead elsewhere than at an anchored start,
 * modifiers, and repetitions that make the automaton too large
 */
export function translatePattern(source: string): Translation {
  const reader = new Translator(new PatternSource(source))
  return reader.pattern()
}

class Translator {
  readonly #source: PatternSource
  #size = 0

  constructor(source: PatternSource) {
    this.#source = source
  }

  pattern(): Translation {
    const alternatives: Alternative[] = []
    do alternatives.push(this.#topAlternative())
    while (this.#source.take('|'))
    return { alternatives, size: Math.max(this.#size, 1) }
  }

  /**
   * `^(?!a)(?=b)c`: look-aheads at an anchored start do not depend on what is matched after them. The same
   * holds for `^ab(?!c)d`, because there is only one position after `^ab`.
   */
  #topAlternative(): Alternative {
    const source = this.#source
    const conditions: { text: string; negated: boolean }[] = []
    let anchored = false
    let prefix = EMPTY
    for (;;) {
      if (prefix === EMPTY && source.take('^')) anchored = true
      else if (source.follows('(?=') || source.follows('(?!')) {
        conditions.push(this.#condition(prefix.text))
      } else {
        const one = anchored ? this.#singleUnit() : null
        if (one === null) break
        prefix = { text: prefix.text + one.text, size: prefix.size + one.size, repeats: 1 }
      }
    }
    if (conditions.length > 0 && !anchored) throw new InexpressibleError(LOOK_AHEAD)
    const rest = this.#alternative()
    this.#size += prefix.size + rest.size
    return { body: `${anchored ? '^' : ''}${prefix.text}(?:${rest.text})`, conditions }
  }

  #condition(prefix: string): { text: string; negated: boolean } {
    const negated = this.#source.follows('(?!')
    this.#source.at += 3
    const { text, size } = this.#disjunction()
    this.#source.take(')')
    if (this.#source.takeMatch(/[*+?]|\{\d/y) !== null) throw new InexpressibleError('a repeated look-ahead')
    this.#size += size
    return { text: `^${prefix}(?:${text})`, negated }
  }

  /** A character or class that is not repeated; null for anything else. */
  #singleUnit(): Piece | null {
    const source = this.#source
    if (source.done || /[$|()]/.test(source.text[source.at] ?? '')) return null
    const start = source.at
    if (source.takeMatch(/\\[bB]/y) === null) {
      const piece = this.#atom()
      if (source.takeMatch(/[*+?]|\{\d/y) === null) return piece
    }
    source.at = start
    return null
  }

  #disjunction(): Piece {
    let piece = this.#alternative()
    while (this.#source.take('|')) {
      const other = this.#alternative()
      piece = {
        text: `${piece.text}|${other.text}`,
        size: piece.size + other.size + 1,
        repeats: Math.max(piece.repeats, other.repeats),
      }
    }
    return piece
  }

  #alternative(): Piece {
    const parts: string[] = []
    let size = 0
    let repeats = 1
    while (!this.#source.done && !this.#source.follows('|') && !this.#source.follows(')')) {
      const piece = this.#term()
      parts.push(piece.text)
      size += piece.size
      repeats = Math.max(repeats, piece.repeats)
    }
    return bounded({ text: parts.join(''), size, repeats })
  }

  #term(): Piece {
    const source = this.#source
    if (source.take('^')) return { text: '\\A', size: 1, repeats: 1 }
    if (source.take('$')) return { text: '\\z', size: 1, repeats: 1 }
    const boundary = source.takeMatch(/\\[bB]/y)
    if (boundary !== null) return { text: boundary[0], size: 1, repeats: 1 }
    if (source.follows('(?=') || source.follows('(?!')) throw new InexpressibleError(LOOK_AHEAD)
    return this.#quantified(this.#atom())
  }

  #atom(): Piece {
    const source = this.#source
    if (source.take('.')) return unit(classText(complement(LINE_ENDS)))
    if (source.follows('[')) return unit(classText(this.#class()))
    if (source.follows('(')) return this.#group()
    if (!source.take('\\')) return unit(codePointText(source.codePoint()))
    const escaped = source.escape(false)
    return unit('codePoint' in escaped ? codePointText(escaped.codePoint) : classText(rangesOf(escaped)))
  }

  #group(): Piece {
    const opening = this.#source.takeMatch(/\((?:\?(?::|<[=!]|<[^>]+>))?/y)?.[0] ?? ''
    if (this.#source.follows('?')) throw new InexpressibleError('a group with modifiers')
    const { text, size, repeats } = this.#disjunction()
    this.#source.take(')')
    const behind = opening === '(?<=' || opening === '(?<!'
    return { text: `${behind ? opening : '(?:'}${text})`, size: size + 1, repeats }
  }

  #class(): Range[] {
    const source = this.#source
    source.take('[')
    const negated = source.take('^')
    const ranges: Range[] = []
    while (!source.take(']')) {
      const first = this.#classUnit()
      const dash = source.follows('-') && !source.follows('-]')
      if (!dash) {
        ranges.push(...rangesOf(first))
        continue
      }
      source.take('-')
      const last = this.#classUnit()
      if ('codePoint' in first && 'codePoint' in last) ranges.push([first.codePoint, last.codePoint])
      // `[\w-x]`, which is accepted without the flag `u`: the dash is literal.
      else ranges.push(...rangesOf(first), [0x2d, 0x2d], ...rangesOf(last))
    }
    return negated ? complement(ranges) : ranges
  }

  #classUnit(): PatternUnit {
    if (this.#source.take('\\')) return this.#source.escape(true)
    return { codePoint: this.#source.codePoint() }
  }

  #quantified(atom: Piece): Piece {
    const match = this.#source.takeMatch(/(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y)
    if (match === null) return atom
    const [, sign, least, comma, most] = match
    if (sign !== undefined) return { text: `${atom.text}${sign}`, size: atom.size + 2, repeats: atom.repeats }
    const min = Number(least)
    const max = comma === undefined ? min : most === '' ? null : Number(most)
    return bounded(repeated(atom, min, max))
  }
}

function unit(text: string): Piece {
  return { text, size: 1, repeats: 1 }
}

function rangesOf(item: PatternUnit): readonly Range[] {
  if ('codePoint' in item) return [[item.codePoint, item.codePoint]]
  return item.negated ? complement(item.ranges) : item.ranges
}

function bounded(piece: Piece): Piece {
  if (piece.size <= MAX_SIZE && piece.text.length <= MAX_TEXT) return piece
  throw new InexpressibleError(`repetitions of more than ${MAX_SIZE} steps`)
}

/** `atom{min,max}`, in several pieces where RE2 would reject the count. */
function repeated(atom: Piece, min: number, max: number | null): Piece {
  const needed = Math.max(min, max ?? 0) * Math.max(atom.size, 1)
  if (needed > MAX_SIZE) throw new InexpressibleError(`repetitions of more than ${MAX_SIZE} steps`)
  const exact = times(atom, min)
  if (max === null) return joined(exact, { ...atom, text: `${atom.text}*`, size: atom.size + 2 })
  return joined(exact, upTo(atom, max - min))
}

function joined(a: Piece, b: Piece): Piece {
  return { text: `(?:${a.text}${b.text})`, size: a.size + b.size, repeats: Math.max(a.repeats, b.repeats) }
}

/** The largest count that RE2 accepts for this piece. */
function chunk(atom: Piece): number {
  return Math.max(1, Math.floor(MAX_REPEATS / atom.repeats))
}

function times(atom: Piece, count: number): Piece {
  if (count === 0) return EMPTY
  const most = chunk(atom)
  const whole = Math.floor(count / most)
  const rest = count % most
  const counted = (n: number): string => (n === 1 ? atom.text : n === 0 ? '' : `${atom.text}{${n}}`)
  return {
    text: counted(most).repeat(whole) + counted(rest),
    size: atom.size * count,
    repeats: atom.repeats * Math.min(count, most),
  }
}

/**
 * At most `count` repetitions. Written so that each text has only one parse, which keeps the automaton fast.
 */
function upTo(atom: Piece, count: number): Piece {
  if (count === 0) return EMPTY
  const most = chunk(atom)
  const repeats = atom.repeats * Math.min(count, most)
  const size = (atom.size + 1) * count
  if (most === 1) return { text: `(?:${atom.text}`.repeat(count) + ')?'.repeat(count), size, repeats }
  if (count <= most) return { text: `${atom.text}{0,${count}}`, size, repeats }
  const rest = upTo(atom, count - most)
  return { text: `(?:${atom.text}{${most}}${rest.text}|${atom.text}{0,${most - 1}})`, size, repeats }
}
