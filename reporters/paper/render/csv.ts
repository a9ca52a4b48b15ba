import { stringify } from 'csv-stringify/sync'
import { dataNumber } from '../number-text.ts'
import { type Cell, type Column, hasPublished, type PaperTable, PUBLISHED } from '../table.ts'

/**
 * A table as CSV (RFC 4180) for programs and spreadsheets: numbers with a point and all their digits, an interval in
 * two columns of its own, an empty cell for what was not measured. A last column says of each row whether its figures
 * were measured, where published ones stand in the table.
 */
export function renderCsv(table: PaperTable): string {
  const origin = hasPublished(table) && table.rows.some((row) => row.published)
  const header = [...table.columns.flatMap(titles), ...(origin ? ['origin'] : [])]
  const rows = table.rows.map((row) => [
    ...table.columns.flatMap((column, index) => values(row.cells[index] ?? null, column)),
    ...(origin ? [row.published ? PUBLISHED : 'measured'] : []),
  ])
  return stringify([header.map(csvText), ...rows], {
    record_delimiter: 'unix',
    cast: { number: (value) => String(value) },
  })
}

function titles({ title, kind, published }: Column): string[] {
  const name = published ? `${title} (${PUBLISHED})` : title
  return kind === 'estimate' ? [name, `${name} low`, `${name} high`] : [name]
}

function values(cell: Cell, column: Column): (string | number | null)[] {
  if (column.kind !== 'estimate') return [value(cell, column)]
  if (typeof cell !== 'object' || cell === null) return [value(cell, column), null, null]
  return [cell.value, cell.low, cell.high].map((part) => value(part, column))
}

function value(cell: Cell, column: Column): string | number | null {
  if (cell === null) return null
  if (typeof cell === 'string') return csvText(cell)
  if (typeof cell === 'number') return column.kind === 'text' ? cell : dataNumber(cell, column)
  return dataNumber(cell.value, column)
}

/**
 * Text that no spreadsheet takes for a formula: an apostrophe before what starts one in Excel, LibreOffice or Google
 * Sheets, full-width forms included, also behind white space, which some importers cut off.
 */
export function csvText(text: string): string {
  return /^[\s\u0000-\u001f]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
}
