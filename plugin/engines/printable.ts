/**
 * Foreign text on one line of a terminal: control, format and lone surrogate characters as `\u{…}`, white space
 * collapsed, cut to `limit` characters.
 */
export function printable(text: string, limit = 300): string {
  // The cut comes before the replacing, so that a page of megabytes costs nothing.
  const head = text.slice(0, limit * 4)
  const line = head
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  if (line.length <= limit && head.length === text.length) return line
  return `${line.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A value from outside as JSON text for a message, or what it is when it has none. */
export function quoted(value: unknown, limit = 120): string {
  if (typeof value === 'bigint') return `${value}n`
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // A cycle or a throwing getter: the type says enough.
    text = undefined
  }
  return text === undefined ? String(typeof value) : printable(text, limit)
}
