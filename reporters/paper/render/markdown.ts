import { printable } from '../../../plugin/model/printable.ts'
import { numberText } from '../number-text.ts'
import {
  type Cell,
  type Column,
  NOT_MEASURED,
  notesOf,
  type PaperTable,
  PUBLISHED_MARK,
  type Row,
} from '../table.ts'

/** A table in Markdown (GitHub's), with its caption above and its notes below. */
export function renderMarkdown(table: PaperTable, title: string): string {
  const titles = table.columns.map((column) =>
    markdownText(column.published ? `${column.title} ${PUBLISHED_MARK}` : column.title),
  )
  const rules = table.columns.map(({ kind }) => (kind === 'text' ? ':--' : '--:'))
  const notes = notesOf(table).map((note) => `\n${markdownText(note, 1_000)}\n`)
  return [
    `**${markdownText(title)}. ${markdownText(table.caption)}**\n\n`,
    line(titles),
    line(rules),
    ...table.rows.map((row) => line(cellTexts(row, table.columns))),
    ...notes,
  ].join('')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function cellTexts({ cells, published }: Row, columns: readonly Column[]): string[] {
  return columns.map((column, index) => {
    const text = cellText(cells[index] ?? null, column)
    return published && index === 0 ? `${text} ${PUBLISHED_MARK}` : text
  })
}

function cellText(cell: Cell, column: Column): string {
  if (cell === null) return NOT_MEASURED
  if (typeof cell === 'string') return markdownText(cell)
  if (typeof cell === 'number') return column.kind === 'text' ? String(cell) : numberText(cell, column)
  const value = numberText(cell.value, column)
  if (cell.low === null || cell.high === null) return value
  return `${value} [${numberText(cell.low, column)}, ${numberText(cell.high, column)}]`
}

/**
 * Foreign text in Markdown, on one line and without effect: no markup, no link (not even one that GitHub makes of a
 * bare address), no mention, no HTML, no cell of a table.
 */
export function markdownText(text: string, limit = 200): string {
  return printable(text, limit)
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replace(/[&<>@:]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/www\./gi, (prefix) => `${prefix.slice(0, 3)}&#46;`)
}
