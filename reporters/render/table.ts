import { displayWidth, padEnd, padStart } from './text.ts'

export interface Cell {
  /** Printable text; untrusted text must be clipped before. */
  readonly text: string
  /** Colours the padded text; must not change its width. */
  readonly paint?: (text: string) => string
  /** Left-aligned; the first column always is. */
  readonly left?: boolean
}

const GAP = 2

/**
 * Aligned lines: the first column to the left, every other to the right unless its cell is `left`. Colours are applied
 * after padding, so colour codes never count as width.
 */
export function alignRows(rows: readonly (readonly Cell[])[], gap: number = GAP): string[] {
  const widths = columnWidths(rows)
  return rows.map((row) =>
    row
      .map(({ text, paint, left }, column) => {
        const toLeft = column === 0 || left === true
        // The last text of a line needs no padding.
        if (toLeft && column === row.length - 1) return paint === undefined ? text : paint(text)
        const width = widths[column] ?? 0
        const padded = toLeft ? padEnd(text, width) : padStart(text, width)
        return paint === undefined ? padded : paint(padded)
      })
      .join(' '.repeat(gap)),
  )
}

/** Columns of the widest line that `alignRows` makes of these rows with its usual gap. */
export function tableWidth(rows: readonly (readonly Cell[])[]): number {
  const widths = columnWidths(rows)
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1)
}

function columnWidths(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(text))
    })
  }
  return widths
}
