import { whole } from '../markdown/blocks.ts'

/** A table of GitHub's Markdown; the cells are Markdown already. Every column but the `left` first ones is aligned right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column < left ? '---' : '---:'))
  const figures = (cells: readonly string[]): string[] =>
    cells.map((cell, column) => (column < left ? cell : whole(cell)))
  return [line(head), line(rule), ...rows.map((cells) => line(figures(cells)))].join('\n')
}
