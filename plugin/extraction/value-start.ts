/**
 * Whether a bracket begins a value (complete or not) or belongs to prose. `numbers`: a list that begins with
 * a number or literal, or an empty one; it may be a citation such as `[3]`. `wait`: the text that decides is
 * not there yet.
 */
export type StartKind = 'object' | 'list' | 'numbers' | 'prose' | 'wait'

/** How many characters after a bracket are examined, so that the work for each is bounded. */
const REACH = 256

/** Every quotation mark that models put around keys. */
const QUOTES = '"\'`“”„‟‘’‚‛«»‹›「」＂＇'
const SPACES = ' \t\n\r\f\v\u00a0\u2028\u2029\u3000\ufeff'
const IDENTIFIER = /[\p{L}\p{N}_$@][\p{L}\p{N}\p{M}_$@.-]{0,63}/uy
const LITERALS = ['true', 'false', 'null']

/**
 * Examines what follows the `{` at an offset: a key in any quotation marks, `name:`, a comment, `}` or the
 * end of the text.
 */
export function objectStart(text: string, at: number, final: boolean): StartKind {
  const next = firstBehind(text, at)
  if (next === null) return final ? 'object' : 'wait'
  if (next === at + REACH || text[next] === '}') return 'object'
  const key = quoteOrComment(text, at, next, ':', final)
  if (key !== null) return key === 'value' ? 'object' : key
  IDENTIFIER.lastIndex = next
  const name = IDENTIFIER.exec(text)
  if (name === null) return 'prose'
  const last = next + name[0].length - 1
  // A key that lost its first quotation mark is still a key.
  const colon = firstBehind(text, QUOTES.includes(text[last + 1] ?? '\0') ? last + 1 : last)
  if (colon === null) return final ? 'prose' : 'wait'
  return text[colon] === ':' ? 'object' : 'prose'
}

/**
 * Examines what follows the `[` at an offset: the beginning of a JSON value, a quotation mark, a comment, `]`
 * or the end of the text.
 */
export function listStart(text: string, at: number, final: boolean): StartKind {
  const next = firstBehind(text, at)
  if (next === null) return final ? 'list' : 'wait'
  const first = text[next] ?? ''
  if (next === at + REACH || first === '{' || first === '[') return 'list'
  if (/[\d\]-]/.test(first)) return 'numbers'
  const item = quoteOrComment(text, at, next, ',]', final)
  if (item !== null) return item === 'value' ? 'list' : item
  for (const literal of LITERALS) {
    if (text.startsWith(literal, next)) return 'numbers'
    if (next + literal.length > text.length && literal.startsWith(text.slice(next)))
      return final ? 'numbers' : 'wait'
  }
  return 'prose'
}

/**
 * Offset of the first character after `at` that is not white space; `at + REACH` for too much white space,
 * null at the end.
 */
function firstBehind(text: string, at: number): number | null {
  for (let next = at + 1; next < at + REACH; next += 1) {
    if (next >= text.length) return null
    if (!SPACES.includes(text[next] ?? '')) return next
  }
  return at + REACH
}

function quoteOrComment(
  text: string,
  at: number,
  next: number,
  follows: string,
  final: boolean,
): 'value' | 'prose' | 'wait' | null {
  const first = text[next] ?? ''
  if (first === '#') return 'value'
  if (first === '/' || first === '\\') {
    const second = text[next + 1]
    if (second === undefined) return final ? 'prose' : 'wait'
    return (first === '/' ? '/*' : '"\'').includes(second) ? 'value' : 'prose'
  }
  if (!QUOTES.includes(first)) return null
  // Three backticks are a code fence.
  if (first === '`') {
    const three = text.slice(next, next + 3)
    if (three === '```') return 'prose'
    if (three.length < 3 && !final && /^`+$/.test(three)) return 'wait'
  }
  return next === at + 1 && text[at - 1] === first ? enclosed(text, next, follows, final) : 'value'
}

/** A bracket between two quotes, as in `He said "{"`, is prose, unless what the second quote begins is a key or item. */
function enclosed(text: string, quote: number, follows: string, final: boolean): 'value' | 'prose' | 'wait' {
  const close = text.slice(quote + 1, quote + REACH).indexOf(text[quote] ?? '')
  if (close === -1) {
    return final || quote + REACH <= text.length ? 'prose' : 'wait'
  }
  const next = firstBehind(text, quote + 1 + close)
  if (next === null) return final ? 'prose' : 'wait'
  return follows.includes(text[next] ?? '\0') ? 'value' : 'prose'
}

/** Why a text without valid JSON has no value: something begins like a value, or nothing does. */
export function startsSomewhere(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{' && objectStart(text, at, true) === 'object') return true
    if (text[at] === '[' && listStart(text, at, true) !== 'prose') return true
  }
  return false
}
