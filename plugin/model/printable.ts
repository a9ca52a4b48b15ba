/** Spelled as every programmer reads them. */
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * What a terminal or a log viewer may act on or cannot show: C0 and C1 controls with ESC, DEL, line and paragraph
 * separators, bidirectional controls, invisible joiners and fillers, the BOM, noncharacters, and halves of
 * surrogate pairs.
 */
const UNSAFE: RegExp =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu

/**
 * Text from outside as it may be printed on one line of any terminal: everything that would move the cursor, change
 * colours, reverse the reading direction or vanish is shown as a visible escape (`\n`, `\u001b`). Text of more than
 * `limit` UTF-16 units is cut, and the cut marked.
 */
export function printable(text: string, limit: number = Number.POSITIVE_INFINITY): string {
  // The cut comes first, so that a page of megabytes costs nothing; half of a pair that it leaves becomes visible.
  const cut = text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text
  return cut.replace(UNSAFE, (char) => {
    const named = NAMED[char]
    if (named !== undefined) return named
    const code = char.codePointAt(0) ?? 0
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** {@link printable} text in quotation marks. */
export function quoted(text: string, limit = 120): string {
  return `"${printable(text, limit)}"`
}

/** Quoted names, at most `limit` of them, then how many more there are. */
export function listed(names: readonly string[], limit = 20): string {
  const shown = names
    .slice(0, limit)
    .map((name) => quoted(name))
    .join(', ')
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown
}
