/** A value with a 95 % interval; the bounds are null where there is none, as for published figures. */
export interface EstimateCell {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** Null is "not measured"; never 0. */
export type Cell = string | number | EstimateCell | null

/** How the cells of a column are written. Numbers are multiplied by `scale` and written with `digits` decimals. */
export interface Column {
  readonly title: string
  /** `text` also takes numbers, written as they are. `estimate` takes numbers too, as values without interval. */
  readonly kind: 'text' | 'number' | 'estimate'
  /** Default 0. */
  readonly digits?: number
  /** Default 1; 100 for a percentage of a rate. */
  readonly scale?: number
  /** The figures of the column are published ones, not measured here. */
  readonly published?: boolean
}

export interface Row {
  readonly cells: readonly Cell[]
  /** The figures of the row are published ones, not measured here. */
  readonly published?: boolean
  /** A line above this row, where a new group begins. */
  readonly startsGroup?: boolean
}

/** A table of a paper, independent of its notation. */
export interface PaperTable {
  readonly kind: 'table'
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** What a reader must know to interpret the figures; each a sentence. */
  readonly notes: readonly string[]
}

/** A table or figure that cannot be made, and the input that is missing. */
export interface Missing {
  readonly kind: 'missing'
  /** Completes the sentence "it needs …". */
  readonly what: string
}

export function missing(what: string): Missing {
  return { kind: 'missing', what }
}

/** The mark of published figures in words. */
export const PUBLISHED = 'published, not measured here'

/** Marks published rows and columns where there is no room for the words. */
export const PUBLISHED_MARK = '†'

export function hasPublished(table: Pick<PaperTable, 'columns' | 'rows'>): boolean {
  return table.columns.some((column) => column.published) || table.rows.some((row) => row.published)
}

/** All notes, including those that follow from the cells. */
export function notesOf(table: PaperTable): string[] {
  const notes = [...table.notes]
  const cells = table.rows.flatMap((row) => row.cells)
  const estimates = cells.filter((cell) => typeof cell === 'object' && cell !== null)
  if (estimates.some((cell) => cell.low !== null)) notes.push('In brackets: 95 % interval.')
  if (cells.includes(null)) notes.push(`${NOT_MEASURED}: not measured, or not known.`)
  if (hasPublished(table)) notes.push(`${PUBLISHED_MARK}: ${PUBLISHED}.`)
  return notes
}

/** The text for "not measured" in Markdown and LaTeX; a CSV cell is empty. */
export const NOT_MEASURED = '–'
