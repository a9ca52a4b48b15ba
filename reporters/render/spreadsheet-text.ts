import { beginningOf } from '../../plugin/core/cut-text.ts'

/** Largest number of characters of a cell in a spreadsheet. */
const CELL = 32_767
const CUT = '… (cut)'

/**
 * The start of a text that a spreadsheet interprets as a formula: also with full-width forms, and after blanks and
 * quotes, which some programs remove when they import or save. A tab or a carriage return counts too, because some
 * programs split the text there.
 */
const FORMULA = /^(?:[\t\r]|[\s"'`]*[=+\-@|%＝＋－＠])/
/** A number; its sign does not start a formula. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Control characters except tabs and line breaks, and halves of surrogate pairs: no spreadsheet accepts them. */
const UNHOLDABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu

/**
 * Untrusted text as the content of a cell that no spreadsheet interprets as a formula. An apostrophe is added before a
 * text that would be a formula or that begins with an apostrophe. So a first apostrophe is always an added one, and
 * without it the text is the original. Control characters are written as `\u001b`, and a text that is too long for a
 * cell is cut.
 */
export function spreadsheetText(text: string): string {
  if (NUMBER.test(text)) return text
  const shown = text
    .slice(0, CELL)
    .replace(UNHOLDABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const marked = shown.startsWith("'") || FORMULA.test(shown) ? `'${shown}` : shown
  const whole = text.length <= CELL && marked.length <= CELL
  return whole ? marked : `${beginningOf(marked, CELL - CUT.length)}${CUT}`
}
