import { integer, percent, plural, points, pointsInterval, pValue } from '../../../../plugin/core/format.ts'
import type { PairSlice } from '../../../compare/index.ts'
import { type Html, html } from '../markup.ts'
import { cell, heading, numberCell, type Place, row, table } from './section.ts'

/** Largest number of slices in the table, the most significant first. */
const MOST = 40

/** A comparison of two runs by complexity, schema and source. */
export function comparisonSlices(slices: readonly PairSlice[], place: Place, prefix: string): Html | null {
  const moved = slices
    .filter(({ lost, gained }) => lost + gained > 0)
    .toSorted((a, b) => a.p - b.p || Math.abs(b.difference) - Math.abs(a.difference))
  if (moved.length === 0) return null
  const still = slices.length - moved.length
  return html`${heading(place, 'By complexity, schema and source', `${prefix}slices`)}
${table({
  label: 'Comparison by slice',
  caption: 'The most significant first: two-sided McNemar mid-p, adjusted for the number of slices (Holm)',
  columns: [
    { title: 'Slice' },
    { title: 'Kind' },
    { title: 'Pairs', kind: 'number' },
    { title: 'Before', kind: 'number' },
    { title: 'After', kind: 'number' },
    { title: 'Change', kind: 'number' },
    { title: '95 % interval, points', kind: 'number' },
    { title: 'Lost', kind: 'number' },
    { title: 'Gained', kind: 'number' },
    { title: 'p (Holm)', kind: 'number' },
  ],
  rows: moved.slice(0, MOST).map(sliceRow),
  foot: [
    moved.length > MOST ? `${integer(moved.length - MOST)} more moved. ` : '',
    still > 0 ? `${plural(still, 'slice')} neither lost nor gained an example.` : '',
  ],
})}`
}

function sliceRow(slice: PairSlice): Html {
  const { key, dimension, pairs, referenceExact, candidateExact, lost, gained } = slice
  return row(
    key,
    cell(dimension),
    numberCell(integer(pairs)),
    numberCell(percent(referenceExact / pairs)),
    numberCell(percent(candidateExact / pairs)),
    numberCell(points(slice.difference)),
    numberCell(pointsInterval(slice.differenceInterval)),
    numberCell(integer(lost)),
    numberCell(integer(gained)),
    numberCell(pValue(slice.pHolm)),
  )
}
