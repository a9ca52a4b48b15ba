import { printable } from '../../../plugin/core/printable.ts'
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

/** More columns than this span both columns of a two-column paper. */
const NARROW = 4

/**
 * A table as a LaTeX float with booktabs rules; the preamble needs `\usepackage{booktabs}`. A wide table takes both
 * columns of the page and is scaled down only where it would not fit. Untrusted text is escaped. Scripts other than Latin
 * need XeLaTeX or LuaLaTeX and a font for them.
 */
export function renderLatex(table: PaperTable, label: string): string {
  const wide = table.columns.length > NARROW || table.columns.some(({ kind }) => kind === 'estimate')
  const float = wide ? 'table*' : 'table'
  const alignment = table.columns.map(({ kind }) => (kind === 'text' ? 'l' : 'r')).join('')
  const header = table.columns.map(({ title, published }) =>
    latexText(published ? `${title} ${PUBLISHED_MARK}` : title),
  )
  const notes = notesOf(table).map((note) => latexText(note, 1_000))
  return [
    `\\begin{${float}}[t]`,
    '\\centering',
    `\\caption{${latexText(table.caption)}}`,
    `\\label{tab:${label}}`,
    '\\small',
    '\\setlength{\\tabcolsep}{4pt}',
    `\\begin{tabular}{@{}${alignment}@{}}`,
    // After an empty group, LaTeX does not read a star or bracket at the start of a row as an argument of the command
    // before it.
    '\\toprule',
    `{}${header.join(' & ')} \\\\`,
    '\\midrule',
    ...table.rows.flatMap((row, index) => rowLines(row, table.columns, index)),
    '\\bottomrule',
    '\\end{tabular}',
    ...(notes.length === 0
      ? []
      : ['', '\\smallskip', `\\parbox{0.95\\linewidth}{\\footnotesize ${notes.join(' ')}}`]),
    `\\end{${float}}`,
    '',
  ].join('\n')
}

function rowLines(
  { cells, published, startsGroup }: Row,
  columns: readonly Column[],
  index: number,
): string[] {
  const texts = columns.map((column, at) => {
    const text = cellText(cells[at] ?? null, column)
    return published && at === 0 ? `${text} ${latexText(PUBLISHED_MARK)}` : text
  })
  const line = `{}${texts.join(' & ')} \\\\`
  return startsGroup && index > 0 ? ['\\addlinespace', line] : [line]
}

function cellText(cell: Cell, column: Column): string {
  if (cell === null) return latexText(NOT_MEASURED)
  if (typeof cell === 'string') return latexText(cell)
  if (typeof cell === 'number')
    return column.kind === 'text' ? latexText(String(cell)) : latexNumber(cell, column)
  const value = latexNumber(cell.value, column)
  if (cell.low === null || cell.high === null) return value
  return `${value} {\\scriptsize [${latexNumber(cell.low, column)}, ${latexNumber(cell.high, column)}]}`
}

function latexNumber(value: number, column: Column): string {
  return numberText(value, column).replace('-', '$-$')
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  // Its text command needs another font encoding than the default.
  ['"', '{\\char34}'],
  ["'", '\\textquotesingle{}'],
  ['`', '\\textasciigrave{}'],
  ['–', '\\textendash{}'],
  ['†', '\\textdagger{}'],
  ['…', '\\ldots{}'],
  ['≤', '$\\leq$'],
  ['×', '$\\times$'],
  ['−', '$-$'],
])

/** Untrusted text in LaTeX, on one line: every character with a meaning in LaTeX is escaped. */
export function latexText(text: string, limit = 200): string {
  return printable(text, limit)
    .replace(/[\\{}$&#%_^~<>|"'`–†…≤×−]/g, (mark) => ESCAPES.get(mark) ?? mark)
    .replace(/([-,])(?=\1)/g, '$1{}') // Two of them in a row would become a dash or a quotation mark.
}
