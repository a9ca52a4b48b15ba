/** A spreadsheet keeps no more in a cell. */
const CELL = 32_767
const CUT = '… (cut)'

/**
 * What a spreadsheet takes for the beginning of a formula: also full-width forms, and behind blanks and quotes, which
 * some programs strip when they import or save. A tab or a carriage return counts by itself: some importers split there.
 */
const FORMULA = /^(?:[\t\r]|[\s"'`]*[=+\-@|%＝＋－＠])/
/** A number is a number; the sign in front of it begins no formula. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Controls but tabs and line breaks, and halves of surrogate pairs: no spreadsheet can hold them. */
const UNHOLDABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu

/**
 * Foreign text as the content of a cell that no spreadsheet takes for a formula: where it would, or begins with an
 * apostrophe itself, an apostrophe stands before it. So a first apostrophe is always ours, and without it the text is
 * what it was. Otherwise only controls are shown as `\u001b`, and what a cell cannot hold is cut.
 */
export function spreadsheetText(text: string): string {
  if (NUMBER.test(text)) return text
  const shown = text
    .slice(0, CELL)
    .replace(UNHOLDABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const marked = shown.startsWith("'") || FORMULA.test(shown) ? `'${shown}` : shown
  const whole = text.length <= CELL && marked.length <= CELL
  return whole ? marked : `${marked.slice(0, CELL - CUT.length).replace(/[\ud800-\udbff]$/, '')}${CUT}`
}
