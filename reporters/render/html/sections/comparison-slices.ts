import type { SliceComparison } from '../../../../plugin/model/index.ts'
import { integer, percent, plural, points, pValue } from '../../format.ts'
import { type Html, html } from '../markup.ts'
import { below, cell, heading, numberCell, type Place, row, table } from './section.ts'

/** Slices in the table; the others moved less. */
const MOST = 40

/** Where a comparison of two runs was decided: by complexity, schema and style. */
export function comparisonSlices(slices: readonly SliceComparison[], place: Place): Html | null {
  const moved = slices.filter(({ lost, won }) => lost + won > 0).toSorted((a, b) => a.pWorse - b.pWorse)
  if (moved.length === 0) return null
  const still = slices.length - moved.length
  return html`${heading(below(place), 'By slice', `${place.prefix}comparison-slices`)}
${table({
  label: 'Comparison by slice',
  caption: 'The worst first: one-sided exact McNemar, p adjusted for the number of slices (Holm)',
  columns: [
    { title: 'Slice' },
    { title: 'Kind' },
    { title: 'Pairs', kind: 'number' },
    { title: 'Before', kind: 'number' },
    { title: 'After', kind: 'number' },
    { title: 'Change', kind: 'number' },
    { title: 'Lost', kind: 'number' },
    { title: 'Won', kind: 'number' },
    { title: 'p worse', kind: 'number' },
  ],
  rows: moved.slice(0, MOST).map(sliceRow),
  foot: [
    moved.length > MOST ? `${integer(moved.length - MOST)} more moved. ` : '',
    still > 0 ? `${plural(still, 'slice')} neither lost nor won an example.` : '',
  ],
})}`
}

function sliceRow({
  key,
  dimension,
  pairs,
  referenceExact,
  candidateExact,
  lost,
  won,
  pWorseHolm,
}: SliceComparison): Html {
  return row(
    key,
    cell(dimension === 'source' ? 'style' : dimension),
    numberCell(integer(pairs)),
    numberCell(percent(referenceExact / pairs)),
    numberCell(percent(candidateExact / pairs)),
    numberCell(points((won - lost) / pairs)),
    numberCell(integer(lost)),
    numberCell(integer(won)),
    numberCell(pValue(pWorseHolm)),
  )
}
