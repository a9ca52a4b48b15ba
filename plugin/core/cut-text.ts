/** The first `length` UTF-16 units of a text, or one fewer where they would split a character. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text
  return text.slice(0, isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length)
}

/** At most `length` UTF-16 units: the text, or its beginning and `…`. No character is split. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${beginningOf(text, length - 1)}…`
}

/** {@link shorten}, which keeps the end. */
export function shortenStart(text: string, length: number): string {
  if (text.length <= length) return text
  return `…${text.slice(wholeFrom(text, text.length - Math.max(1, length) + 1))}`
}

/** The offset, or the next one where it would split a character. */
export function wholeFrom(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff && isHighSurrogate(text.charCodeAt(at - 1)) ? at + 1 : at
}

/** Offset at which two texts begin to differ; the length of the shorter one where it begins the other. */
export function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
