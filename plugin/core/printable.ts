import { longestSecret, redacted } from './secrets.ts'

/** Spelled as every programmer reads them. */
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * What a terminal or a log viewer may act on or cannot show: C0 and C1 controls with ESC, DEL, line and paragraph
 * separators, bidirectional controls, invisible joiners and fillers, the BOM, noncharacters, and halves of
 * surrogate pairs. Also the first mark of `##[` and `##name[`, which runners of GitHub, Azure and TeamCity take for a
 * command wherever it stands in a line of a job's log.
 */
const UNSAFE: RegExp =
  /#(?=#\w*\[)|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu

/**
 * Text from outside as it may be printed on one line of any terminal: everything that would move the cursor, change
 * colours, reverse the reading direction or vanish is shown as a visible escape (`\n`, `\u001b`). Text of more than
 * `limit` UTF-16 units is cut, and the cut marked.
 */
export function printable(text: string, limit: number = Number.POSITIVE_INFINITY): string {
  return escapeUnsafe(beginning(text, limit))
}

/**
 * A message of several lines for a terminal or log: each line {@link printable}, and none begins as a CI command
 * (`::error::`) would.
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
 * Prose from outside, such as the message of another program's error or a page of HTML, for the middle of a sentence:
 * {@link printable}, white space collapsed, text of more than `limit` UTF-16 units cut.
 */
export function condensed(text: string, limit = 300): string {
  // The first cut comes before the search for blanks, so that a page of megabytes costs nothing.
  return printable(
    beginning(text, limit * 4)
      .replace(/\s+/g, ' ')
      .trim(),
    limit,
  )
}

/**
 * A message of several lines where there is room for one: a list that a colon introduces stands behind it, other lines
 * are parted by `; `, and the columns of indented lines by `: `. Not {@link printable}: what shows the text does that.
 */
export function singleLine(message: string): string {
  return message
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => (/^\s/.test(line) ? line.trim().replace(/(?<=\S) {2,}(?=\S)/g, ': ') : line.trimEnd()))
    .filter((line) => line !== '')
    .reduce((text, line) => (text === '' ? line : `${text}${/[:.,;]$/.test(text) ? ' ' : '; '}${line}`), '')
}

/**
 * A value from outside as it is quoted in a message: a text in quotation marks, with those within it escaped and its
 * end cut beyond `limit` UTF-16 units; anything else as its JSON text, or as its type where it has none.
 */
export function quoted(value: unknown, limit = 120): string {
  if (typeof value === 'string') return printable(JSON.stringify(beginning(value, limit)))
  if (typeof value === 'bigint') return printable(`${value}n`, limit)
  if (typeof value === 'number') return String(value)
  return printable(jsonText(value) ?? typeof value, limit)
}

/** Longest name in a list, in UTF-16 units: an id that is cut cannot be looked up. */
const LISTED_LENGTH = 400

/** Quoted names, at most `limit` of them, then how many more there are. */
export function listed(names: readonly string[], limit = 20): string {
  const shown = names
    .slice(0, limit)
    .map((name) => quoted(name, LISTED_LENGTH))
    .join(', ')
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown
}

/** What a value from outside is, in words: `the text "5"`, `the number 5`, `an array`, `null`. */
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
 * The text without secrets, cut and marked where it is longer; the cut halves no character and costs nothing, however
 * long the text. Secrets go first: what a cut leaves of one would not be recognised.
 */
function beginning(whole: string, limit: number): string {
  const ahead = longestSecret()
  if (whole.length <= limit + 2 * ahead) return cutAt(redacted(whole), limit)
  // What the window itself cuts in two stands at its end, and is never shown.
  const window = redacted(whole.slice(0, limit + 2 * ahead))
  return cutAt(`${window} `, Math.max(0, Math.min(limit, window.length - ahead)))
}

function cutAt(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    // A cycle, endless nesting or a throwing getter: the type says enough.
    return undefined
  }
}
