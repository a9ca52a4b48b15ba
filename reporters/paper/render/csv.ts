import { stringify } from 'csv-stringify/sync'
import { spreadsheetText } from '../../render/spreadsheet-text.ts'
import { dataNumber } from '../number-text.ts'
import { type Cell, type Column, hasPublished, type PaperTable, PUBLISHED } from '../table.ts'

/**
 * A table as CSV for programs and spreadsheets (RFC 4180, UTF-8 with a byte order mark, as Excel reads it): numbers
 * with a decimal point and all their digits, an interval in two further columns, and an empty cell for a figure that
 * was not measured. Where the table has published figures, a last column says for each row whether it was measured.
 */
export function renderCsv(table: PaperTable): string {
  const origin = hasPublished(table) && table.rows.some((row) => row.published)
  const header = [...table.columns.flatMap(titles), ...(origin ? ['origin'] : [])]
  const rows = table.rows.map((row) => [
    ...table.columns.flatMap((column, index) => values(row.cells[index] ?? null, column)),
    ...(origin ? [row.published ? PUBLISHED : 'measured'] : []),
  ])
  return stringify([header.map((name) => spreadsheetText(name)), ...rows], {
    bom: true,
    record_delimiter: 'windows',
    // Many programs would read a single line break inside a cell as the end of the row.
    quoted_match: /[\r\n;\t]/,
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
  if (typeof cell === 'string') return spreadsheetText(cell)
  if (typeof cell === 'number') return column.kind === 'text' ? cell : dataNumber(cell, column)
  return dataNumber(cell.value, column)
}
