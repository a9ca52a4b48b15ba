import type { CaseRecord, RunReport } from '../../../../plugin/model/index.ts'
import { f1, integer, signed } from '../../format.ts'
import { differenceMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import type { RunComparison } from '../options.ts'
import { type CaseListAddress, caseListHref } from './case-link.ts'
import { caseTable } from './case-table.ts'
import { comparisonSlices } from './comparison-slices.ts'
import { below, heading, numberCell, type Place, row, section, table } from './section.ts'
import { differenceText, sensitivity } from './verdict.ts'

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
  const all = (change: CaseListAddress['change']): CaseListAddress => ({
    with: reference.index,
    ...(change === undefined ? {} : { change }),
  })
  const count = (change: 'lost' | 'won', value: number): Html =>
    html`<td class="number"><a href="${caseListHref(candidate.index, all(change))}">${integer(value)}</a></td>`
  const list = (change: 'lost' | 'won', ids: readonly string[], title: string): Html | null =>
    ids.length === 0
      ? null
      : html`${heading(below(place), `${title} (${integer(ids.length)})`, `${place.prefix}comparison-${change}`)}
${caseTable({
  // What was won is exact now: the reason stands in the reference's record.
  cases: casesOf(change === 'lost' ? given.candidate : given.reference, ids),
  run: candidate.index,
  all: all(change),
  label: title,
  caption: change === 'lost' ? 'Exact before, not exact now' : 'Why each was missed before',
})}`
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
  foot: html`<a href="${caseListHref(candidate.index, all('changed'))}">Answers that changed without a change of the outcome</a>`,
})}
${list('lost', paired.lost, 'Lost examples')}
${list('won', paired.won, 'Won examples')}
${comparisonSlices(slices, place)}`
}

function casesOf({ cases }: RunReport, ids: readonly string[]): CaseRecord[] {
  const wanted = new Set(ids)
  return cases.filter(({ id }) => wanted.has(id))
}

/** The run's number, as in the list of runs and in the charts. */
function pill({ index }: { readonly index: number }): Html {
  return html`<span class="run-number">${index + 1}</span>`
}
