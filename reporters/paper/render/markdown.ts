import { type Align, tableHead, tableLine } from '../../render/markdown/markdown-table.ts'
import { markdownText } from '../../render/markdown/markdown-text.ts'
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
  const align = table.columns.map(({ kind }): Align => (kind === 'text' ? 'left' : 'right'))
  return [
    captionLine(title, table.caption),
    `\n${tableHead(titles, align)}\n`,
    ...table.rows.map((row) => `${tableLine(cellTexts(row, table.columns))}\n`),
    noteLines(notesOf(table)),
  ].join('')
}

/** The caption and the notes of a figure. */
export function renderCaption(title: string, caption: string, notes: readonly string[]): string {
  return captionLine(title, caption) + noteLines(notes)
}

function captionLine(title: string, caption: string): string {
  return `**${markdownText(title)}. ${markdownText(caption, 500)}**\n`
}

function noteLines(notes: readonly string[]): string {
  return notes.map((note) => `\n${markdownText(note, 1_000)}\n`).join('')
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
