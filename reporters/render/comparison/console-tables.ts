import { integer, pointsInterval, pointsNumber, pValue } from '../../../plugin/core/format.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { metricLabel } from '../../../plugin/records/gate-metric.ts'
import type { PairComparison, PairSlice, PairSummary } from '../../compare/types.ts'
import type { Page } from '../console/page.ts'
import { alignRows, type Cell, tableWidth } from '../table.ts'
import { clip } from '../text.ts'
import { changedCounts, changedSlices, differenceIntervalText, differenceNumber } from './words.ts'

export interface ComparisonPage extends Page {
  /** Largest number of rows of a list. */
  readonly most: number
}

/** Aligned rows, with intervals where the width is sufficient. */
export function fitting(rows: (interval: boolean) => Cell[][], { width }: Page): string[] {
  const full = rows(true)
  const fits = tableWidth(full) + 3 <= width
  return (fits ? alignRows(full) : alignRows(rows(false), width < 80 ? 1 : 2)).map((line) => `   ${line}`)
}

/** A row of the table of all pairs. */
export function pairRow(pair: PairSummary, { color }: Page, interval: boolean): Cell[] {
  return [
    { text: `${pair.candidate} against ${pair.reference}` },
    ...changedCounts(pair).counts.map((count) => ({ text: integer(count) })),
    { text: differenceNumber(pair) },
    ...(interval ? [{ text: differenceIntervalText(pair), paint: color.dim }] : []),
    { text: pValue(pair.p) },
    { text: pValue(pair.pHolm), paint: pair.significant ? color.bold : color.dim },
  ]
}

/** Complexity first, the schema last: it has most slices. */
function dimensionsOf({ slices }: PairComparison): string[] {
  const all = new Set(slices.map(({ dimension }) => dimension))
  return ['complexity', ...[...all].filter((each) => each !== 'complexity' && each !== 'schema'), 'schema']
}

/** A pair by complexity, and by the styles and schemas in which anything changed. */
export function sliceRows(pair: PairComparison, page: ComparisonPage, interval: boolean): Cell[][] {
  const { color } = page
  const changed = changedSlices(pair)
  let first = true
  return dimensionsOf(pair).flatMap((dimension): Cell[][] => {
    const title = printable(dimension, 40)
    const whole = pair.slices.filter((slice) => slice.dimension === dimension)
    if (whole.length === 0) return []
    const list = dimension === 'complexity' ? whole : changed.filter((slice) => slice.dimension === dimension)
    const of = pair.mean === undefined || !first ? '' : ` (${metricLabel()})`
    const name = dimension === 'complexity' ? `by ${title}${of}` : `by ${title}, changed${of}`
    const titles = [
      'n',
      pair.reference,
      pair.candidate,
      'lost',
      'gained',
      'points',
      ...(interval ? ['95 % interval'] : []),
      'p (Holm)',
    ]
    const head = [name, ...(first ? titles : [])].map((text): Cell => ({ text, paint: color.dim }))
    first = false
    const more = list.length - page.most
    return [
      head,
      ...list.slice(0, page.most).map((slice) => sliceRow(slice, page, interval)),
      ...(list.length === 0 ? [[{ text: 'nothing changed', paint: color.dim }]] : []),
      ...(more > 0 ? [[{ text: `… ${more} more: --all`, paint: color.dim }]] : []),
    ]
  })
}

function sliceRow(slice: PairSlice, { color }: Page, interval: boolean): Cell[] {
  return [
    { text: clip(slice.key, 20) },
    { text: integer(slice.pairs) },
    { text: integer(slice.referenceExact) },
    { text: integer(slice.candidateExact) },
    { text: integer(slice.lost), paint: slice.lost > 0 ? color.red : color.dim },
    { text: integer(slice.gained), paint: slice.gained > 0 ? color.green : color.dim },
    { text: pointsNumber(slice.difference) },
    ...(interval ? [{ text: pointsInterval(slice.differenceInterval), paint: color.dim }] : []),
    { text: pValue(slice.pHolm) },
  ]
}
