import { printable } from '../../../plugin/core/printable.ts'
import { markdownProse } from '../../render/markdown/markdown-text.ts'
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
  return [
    captionLine(title, table.caption),
    '\n',
    line(titles),
    line(rules),
    ...table.rows.map((row) => line(cellTexts(row, table.columns))),
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
 * What has a meaning in Markdown, in HTML, or to a filter that makes links: the marks themselves, and others where they
 * stand in such a place. What has none stays, so that the source of a table can be read.
 */
const LIVE =
  /[#$&*<>@[\\\]`|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[^\s\d])|(?<=www)\.|(?<=\bgh)-(?=\d)|^[-+=]|(?<=^\d+)[.)]/giu

/**
 * Foreign text in Markdown, on one line and without effect: no markup, no link (not even one that GitHub makes of a
 * bare address), no mention, no HTML, no cell of a table.
 */
export function markdownText(text: string, limit = 200): string {
  return printable(text, limit)
    .trim()
    .replace(LIVE, (mark) => markdownProse(mark))
}
