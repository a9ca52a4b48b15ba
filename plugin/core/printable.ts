import { createHash } from 'node:crypto'
import { beginningOf } from './cut-text.ts'
import { longestSecret, redacted } from './secrets.ts'

/** The usual spellings of control characters. */
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Characters that a terminal or a log viewer may interpret or cannot show: C0 and C1 controls with ESC, DEL,
 * line and paragraph separators, bidirectional controls, invisible joiners and fillers, the BOM,
 * noncharacters, and lone surrogates. Also the first character of `##[` and `##name[`, which the runners of
 * GitHub, Azure and TeamCity interpret as a command anywhere in a line of a job's log.
 */
const UNSAFE: RegExp =
  /#(?=#\w*\[)|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu

/**
 * Untrusted text as it may be printed on one line of any terminal. Every character that would move the cursor,
 * change colours, reverse the reading direction or be invisible is shown as an escape (`\n`, `\u001b`). Text
 * of more than `limit` UTF-16 units is cut, and the cut is marked.
 */
export function printable(text: string, limit: number = Number.POSITIVE_INFINITY): string {
  return escapeUnsafe(beginning(text, limit))
}

/**
 * A message of several lines for a terminal or log. Each line is {@link printable}, and none begins like a CI
 * command (`::error::`).
 */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line).replace(/^(\s*):(?=:)/, '$1\\u003a'))
    .join('\n')
}

/** The whole text with visible escapes, as {@link printable} writes them. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (char) => {
    const named = NAMED[char]
    if (named !== undefined) return named
    const code = char.codePointAt(0) ?? 0
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/**
 * Foreign prose, such as the message of another program's error or a page of HTML, for use within a sentence:
 * {@link printable}, with white space collapsed, cut after `limit` UTF-16 units.
 */
export function condensed(text: string, limit = 300): string {
  // Cut before the search for white space, so that a page of megabytes costs nothing.
  return printable(
    beginning(text, limit * 4)
      .replace(/\s+/g, ' ')
      .trim(),
    limit,
  )
}

/**
 * A message of several lines on one line. A list after a colon follows the colon, other lines are joined by
 * `; `, and the columns of indented lines by `: `. Not {@link printable}: the code that prints the text does
 * that.
 */
export function singleLine(message: string): string {
  return message
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => (/^\s/.test(line) ? line.trim().replace(/(?<=\S) {2,}(?=\S)/g, ': ') : line.trimEnd()))
    .filter((line) => line !== '')
    .reduce((text, line) => (text === '' ? line : `${text}${/[:.,;]$/.test(text) ? ' ' : '; '}${line}`), '')
}

/**
 * A foreign value as it is quoted in a message: a text in quotation marks, with inner ones escaped and its
 * end cut beyond `limit` UTF-16 units; anything else as its JSON text, or as its type if it has none.
 */
export function quoted(value: unknown, limit = 120): string {
  if (typeof value === 'string') return printable(JSON.stringify(beginning(value, limit)))
  if (typeof value === 'bigint') return printable(`${value}n`, limit)
  if (typeof value === 'number') return String(value)
  return printable(jsonText(value) ?? typeof value, limit)
}

/** Longest name in a list, in UTF-16 units: an id that is cut cannot be looked up. */
const LISTED_LENGTH = 400

/** A name of at most `limit` UTF-16 units; a longer one as its beginning, a hash and its end, so that no two look alike. */
export function shortName(name: string, limit: number): string {
  if (name.length <= limit) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  const beginning = beginningOf(name, Math.floor(limit / 2))
  return `${beginning}…${hash}…${name.slice(-Math.floor(limit / 10)).replace(/^[\udc00-\udfff]/, '')}`
}

/** Quoted names, at most `limit` of them, then how many more there are. */
export function listed(names: readonly string[], limit = 20): string {
  const shown = names
    .slice(0, limit)
    .map((name) => quoted(shortName(name, LISTED_LENGTH), 2 * LISTED_LENGTH))
    .join(', ')
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown
}

/** The type of a foreign value, in words: `the text "5"`, `the number 5`, `an array`, `null`. */
export function described(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'string':
      return `the text ${quoted(value, 60)}`
    case 'number':
    case 'bigint':
      return `the number ${printable(String(value), 30)}`
    case 'object':
      return 'an object'
    case 'function':
      return 'a function'
    default:
      return printable(String(value))
  }
}

/**
 * The text without secrets, cut and marked if it is longer. The cut splits no character, and its cost does
 * not depend on the length of the text. Secrets are removed before the cut: the rest of a secret that was cut
 * would not be recognised.
 */
function beginning(whole: string, limit: number): string {
  const ahead = longestSecret()
  if (whole.length <= limit + 2 * ahead) return cutAt(redacted(whole), limit)
  // The window may split a character or a secret at its end, so its end is never shown.
  const window = redacted(whole.slice(0, limit + 2 * ahead))
  return cutAt(`${window} `, Math.max(0, Math.min(limit, window.length - ahead)))
}

function cutAt(text: string, limit: number): string {
  return text.length > limit ? `${beginningOf(text, limit)}…` : text
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    // A cycle, too deep a nesting or a getter that throws: the caller shows the type instead.
    return undefined
  }
}
