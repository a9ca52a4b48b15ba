/**
 * Characters that a browser interprets or hides: controls, bidirectional marks, invisible joiners and fillers,
 * noncharacters, halves of surrogate pairs. The same characters as in plugin/core/printable.ts (a test compares the
 * two).
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu

/** @type {Readonly<Record<string, string>>} */
const NAMED = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** @param {string} char */
function escapeOf(char) {
  const named = NAMED[char]
  if (named !== undefined) return named
  const code = char.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/**
 * Untrusted text on one line, hidden characters as escapes; for names and options.
 * @param {string} text
 * @returns {string}
 */
export function oneLine(text) {
  return text.replace(HIDDEN, escapeOf)
}

/**
 * Untrusted text in pieces: unchanged text, and escapes of hidden characters, which the page formats differently so
 * that a reader can distinguish them. Line breaks and tabs stay.
 * @param {string} text
 * @returns {{ text: string, hidden: boolean }[]}
 */
export function visiblePieces(text) {
  const pieces = []
  let from = 0
  for (const match of text.matchAll(HIDDEN)) {
    const char = match[0]
    if (char === '\n' || char === '\t') continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), hidden: false })
    from = match.index + char.length
    // A carriage return before a line feed is part of a line break.
    if (char === '\r' && text[from] === '\n') continue
    pieces.push({ text: escapeOf(char), hidden: true })
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hidden: false })
  return pieces
}
