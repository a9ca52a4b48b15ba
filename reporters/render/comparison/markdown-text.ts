import { printable } from '../../../plugin/model/index.ts'

/** Longest foreign text in UTF-16 units; a table cell is no place for more. */
const LONGEST = 300

/**
 * Foreign text in a cell or a line of GitHub's Markdown: a `<code>` element, in which no mention, link or emphasis is
 * made, with everything that Markdown or HTML gives a meaning spelled as a reference.
 */
export function markdownText(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return `<code>${markdownPlain(cut)}</code>`
}

/** The same without the element, for our own sentences that quote what is foreign: no markup, mention or link. */
export function markdownPlain(text: string): string {
  return printable(text).replace(
    /[&<>"'`*_[\]#|~@\\]|:(?=\/)|(?<=www)\./gi,
    (char) => `&#${char.charCodeAt(0)};`,
  )
}

/** A table of GitHub's Markdown; the cells are Markdown already. Every column but the `left` first ones is aligned right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column < left ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
