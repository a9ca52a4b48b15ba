import { alignAfter, figures, tableHead, tableLine } from './markdown-table.ts'

/** A part of a page that is not divided, or a table that may lose its last rows. */
export type Block = string | TableBlock

export interface TableBlock {
  /** Header and rule line. */
  readonly head: string
  /** One line each. */
  readonly rows: readonly string[]
  /** Number of rows that are left out because the table would be too long. */
  readonly more: number
}

/**
 * Cells are Markdown already. Every column but the `left` first ones is aligned to the right. `count`: of all rows, where not
 * all are given.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  {
    left = 1,
    most = Number.POSITIVE_INFINITY,
    count = rows.length,
  }: { left?: number; most?: number; count?: number } = {},
): TableBlock {
  return {
    head: tableHead(head, alignAfter(left, head.length)),
    rows: rows.slice(0, most).map((cells) => tableLine(figures(cells, left))),
    more: Math.max(0, count - most),
  }
}

const CUT = '_Cut here, because the page ends at a size limit; report.json has everything._'

/**
 * Blocks in their order, as far as they fit: the most important come first. The result is never larger than `limit` in
 * the unit of `size`; where not even the first block fits it is empty.
 */
export function compose(blocks: readonly Block[], limit: number, size: (text: string) => number): string {
  const reserve = size(`\n${CUT}\n`)
  let page = ''
  let room = limit - reserve
  const add = (text: string): boolean => {
    const needed = size(text)
    if (needed > room) return false
    page += text
    room -= needed
    return true
  }
  for (const block of blocks) {
    const whole = typeof block === 'string' ? add(`${block}\n\n`) : addTable(block, add)
    if (!whole) return page === '' ? '' : `${page}${page.endsWith('\n\n') ? '' : '\n'}${CUT}\n`
  }
  return page
}

/** False if rows had to be left out because of the size limit. */
function addTable({ head, rows, more }: TableBlock, add: (text: string) => boolean): boolean {
  const [first, ...others] = rows
  if (first === undefined) return true
  if (!add(`${head}\n${first}\n`)) return false
  for (const each of others) {
    if (!add(`${each}\n`)) return false
  }
  return add(more > 0 ? `\n… ${more} more\n\n` : '\n')
}
