import { printable } from '../../plugin/model/printable.ts'

/** A spreadsheet keeps no more in a cell. */
const CELL = 32_767
const CUT = '… (cut)'

/**
 * What a spreadsheet takes for the beginning of a formula: also full-width forms, and behind blanks and quotes, which
 * some programs strip when they import or save.
 */
const FORMULA = /^[\s"'`]*[=+\-@|%＝＋－＠]/
/** Where a program splits at semicolons, tabs or lines inside a cell, another cell begins. */
const INNER = /([;\t\n][ "'`]*)(?=[=+\-@|＝＋－＠])/g
/** A number is a number; the sign in front of it begins no formula. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * Foreign text as the content of a cell that no spreadsheet takes for a formula: where it looks like one, an
 * apostrophe stands before it. Controls are shown, lines are kept, and it is cut at what a cell can hold.
 */
export function spreadsheetText(text: string): string {
  if (NUMBER.test(text)) return text
  const lines = text
    .slice(0, CELL)
    .split('\n')
    .map((line) => printable(line))
  const safe = lines.join('\n').replace(INNER, "$1'")
  const marked = FORMULA.test(safe) ? `'${safe}` : safe
  const whole = text.length <= CELL && marked.length <= CELL
  return whole ? marked : `${marked.slice(0, CELL - CUT.length).replace(/[\ud800-\udbff]$/, '')}${CUT}`
}
