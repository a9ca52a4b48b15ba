import type { SliceComparison } from '../../../../plugin/model/index.ts'
import { f1, integer, percent, plural, points, pValue, signed } from '../../format.ts'
import { differenceMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import type { RunComparison } from '../options.ts'
import { caseListHref } from './case-link.ts'
import { below, cell, heading, numberCell, type Place, row, section, table } from './section.ts'
import { differenceText, sensitivity } from './verdict.ts'

/** Slices in the table; the others moved less. */
const MOST = 40

/** Where the two runs stand among those of the page. */
export interface ComparedRuns {
  readonly candidate: { readonly index: number; readonly label: string }
  readonly reference: { readonly index: number; readonly label: string }
}

/** Two runs pair by pair: what the second lost and won against the first. */
export function comparison(given: RunComparison, runs: ComparedRuns, place: Place): Html {
  const { paired, incomparable, changed } = given
  const { candidate, reference } = runs
  return section(
    place,
    'comparison',
    html`Comparison: ${pill(candidate)} ${candidate.label} against ${pill(reference)} ${reference.label}`,
    incomparable.length === 0
      ? null
      : html`<p class="warning"><strong>These answers are not comparable:</strong> ${incomparable.join('; ')}. Read the figures as those of two different tasks.</p>`,
    paired === null ? html`<p>No example was answered by both.</p>` : pairedPart(given, runs, place),
    changed.length === 0 ? null : html`<p>Changed: ${changed.join(', ')}.</p>`,
  )
}

function pairedPart(given: RunComparison, runs: ComparedRuns, place: Place): Html | null {
  const { paired, fieldF1, slices } = given
  if (paired === null) return null
  const { candidate, reference } = runs
  const link = (change: string): string =>
    `${caseListHref(candidate.index, {})}&with=${reference.index}&change=${change}`
  const count = (change: string, value: number): Html =>
    html`<td class="number"><a href="${link(change)}">${integer(value)}</a></td>`
  return html`<div class="difference">
${differenceMark(paired.difference, paired.differenceInterval, null)}
<p>${differenceText(paired)}.</p>
${fieldF1 === null ? null : html`<p>FieldF1 ${f1(fieldF1.reference)} → ${f1(fieldF1.candidate)}, ${signed(fieldF1.difference, 3)} (95 %: ${signed(fieldF1.interval[0], 3)} to ${signed(fieldF1.interval[1], 3)}).</p>`}
<p>Sensitivity: ${sensitivity(paired, 0.05)}.</p>
</div>
${table({
  label: 'Pairs',
  caption: 'Pairs of answers; the numbers lead to the examples',
  columns: [
    { title: html`<span class="hidden">Reference</span>` },
    { title: html`${pill(candidate)} exact`, kind: 'number' },
    { title: html`${pill(candidate)} not exact`, kind: 'number' },
  ],
  rows: [
    row(
      html`${pill(reference)} exact`,
      numberCell(integer(paired.bothHit)),
      count('lost', paired.lost.length),
    ),
    row(
      html`${pill(reference)} not exact`,
      count('won', paired.won.length),
      numberCell(integer(paired.bothMiss)),
    ),
  ],
  foot: html`<a href="${link('changed')}">Answers that changed without a change of the outcome</a>`,
})}
${sliceTable(slices, place)}`
}

function sliceTable(slices: readonly SliceComparison[], place: Place): Html | null {
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

/** The run's number, as in the list of runs and in the charts. */
function pill({ index }: { readonly index: number }): Html {
  return html`<span class="run-number">${index + 1}</span>`
}
