import pc from 'picocolors'
import type { SwitchesRecord, SwitchVariant } from '../../plugin/records/switches.ts'
import { flow, type Page } from '../render/console/page.ts'
import { alignRows, type Cell, tableWidth } from '../render/table.ts'
import { clip, clipApart, wrapBound } from '../render/text.ts'
import { type Column, notesOf, type SwitchesTable, settingsText, tablesOf } from './columns.ts'

/** How the table of variants is shown on a terminal. */
export interface SwitchesConsoleOptions {
  /** Whether to colour; the caller knows the terminal, `NO_COLOR` and `FORCE_COLOR`. */
  readonly color: boolean
  /** Columns; at least 60 are used. Default 80. */
  readonly width?: number
}

const TITLE = ' EdgeJSON  '
const INDENT = '   '
/** Longest name of a variant in a table, and on a page that is too narrow for it. */
const LONGEST_NAME = 20
const SHORTEST_NAME = 10
/** Longest text of another cell. */
const LONGEST_TEXT = 18

/** The tables of a record for a terminal, and last what follows from them. Never wider than the page. */
export function renderSwitches(record: SwitchesRecord, options: SwitchesConsoleOptions): string {
  const page: Page = { width: Math.max(60, options.width ?? 80), color: pc.createColors(options.color) }
  const { color } = page
  const sections = [
    header(record, page),
    ...tablesOf(record).map((table) => shown(table, page)),
    missing(record.variants, page),
    [
      ...notesOf(record).flatMap((text) => hanging(text, page, color.dim)),
      ...record.warnings.flatMap((text) => hanging(`Warning: ${text}`, page, color.yellow)),
    ],
    record.advice.flatMap((text) => hanging(text, page, color.bold)),
  ].filter((section) => section.length > 0)
  return `\n${sections.map((section) => section.join('\n')).join('\n\n')}\n`
}

function header(record: SwitchesRecord, { color, width }: Page): string[] {
  const parts = ['switches', ...settingsText(record)]
  return flow(parts, width, TITLE.length).map((line, index) =>
    index === 0 ? color.bold(color.cyan(TITLE)) + line : ' '.repeat(TITLE.length) + line,
  )
}

/** Columns are left out in their order until the table fits; then names are cut shorter. */
function shown({ title, columns, rows }: SwitchesTable, page: Page): string[] {
  const { color, width } = page
  const cells = (kept: readonly Column[], name: number): Cell[][] => [
    [title, ...kept.map((column) => column.title)].map(
      (text, at): Cell => ({ text: clip(text, at === 0 ? name + 8 : LONGEST_TEXT), paint: color.dim }),
    ),
    ...rows.map((variant, at) => [
      {
        text:
          clipApart(
            rows.map((each) => each.name),
            name,
          )[at] ?? '',
        paint: color.bold,
      },
      ...kept.map((column): Cell => ({ text: clip(column.text(variant), LONGEST_TEXT) })),
    ]),
  ]
  const fits = (table: readonly Cell[][]): boolean => tableWidth(table) + INDENT.length <= width
  let kept = columns
  const order = columns.filter(({ drop }) => drop !== undefined).sort((a, b) => (a.drop ?? 0) - (b.drop ?? 0))
  for (const column of order)
    if (!fits(cells(kept, LONGEST_NAME))) kept = kept.filter((each) => each !== column)
  const full = cells(kept, LONGEST_NAME)
  return alignRows(fits(full) ? full : cells(kept, SHORTEST_NAME)).map((line) => INDENT + line)
}

function missing(variants: readonly SwitchVariant[], page: Page): string[] {
  return variants.flatMap(({ name, notMeasured }) =>
    notMeasured === null ? [] : hanging(`${name} was not measured: ${notMeasured}`, page, page.color.red),
  )
}

/** A sentence that hangs under its first word. */
function hanging(text: string, { width }: Page, paint: (line: string) => string): string[] {
  return wrapBound(text, width - INDENT.length).map(
    (line, index) => `${index === 0 ? ' ' : INDENT}${paint(line)}`,
  )
}
