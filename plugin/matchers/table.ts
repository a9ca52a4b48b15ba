/** Longest cell, in characters. */
export const MAX_CELL = 60
const MAX_ROWS = 20
const GAP = '  '

/**
 * Text in aligned columns; the first row has the column names. Long cells are shortened, and so is a long
 * table; `total` is the number of all rows.
 */
export function formatTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  total: number = rows.length,
): string {
  const shown = rows.slice(0, MAX_ROWS)
  const cells = [names, ...shown].map((row) => row.map(shorten))
  const widths = names.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
  if (total > shown.length) lines.push(`… and ${total - shown.length} more`)
  return lines.map((line) => `${GAP}${line}`).join('\n')
}

function shorten(cell: string): string {
  const characters = [...cell]
  return characters.length <= MAX_CELL ? cell : `${characters.slice(0, MAX_CELL - 1).join('')}…`
}

function lengthOf(cell: string): number {
  return [...cell].length
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - lengthOf(cell))
}
