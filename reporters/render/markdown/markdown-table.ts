/** Alignment of a column. */
export type Align = 'left' | 'right'

/** One line of a table in GitHub's Markdown; the cells are Markdown already. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Head and rule line of a table. */
export function tableHead(titles: readonly string[], align: readonly Align[]): string {
  const rule = titles.map((_, column) => (align[column] === 'right' ? '---:' : '---'))
  return `${tableLine(titles)}\n${tableLine(rule)}`
}

/** A whole table. Every column but the `left` first ones is aligned to the right. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const lines = rows.map((cells) => tableLine(figures(cells, left)))
  return [tableHead(titles, alignAfter(left, titles.length)), ...lines].join('\n')
}

/** The first `left` of `columns` to the left, the others to the right. */
export function alignAfter(left: number, columns: number): Align[] {
  return Array.from({ length: columns }, (_, column) => (column < left ? 'left' : 'right'))
}

/** The cells after the first `left` ones are figures, which stay on one line. */
export function figures(cells: readonly string[], left: number): string[] {
  return cells.map((cell, column) =>
    column < left || cell.includes('<') ? cell : cell.replaceAll(' ', '\u00a0'),
  )
}
