import { integer } from '../../../../plugin/core/format.ts'
import type { CaseRecord } from '../../../../plugin/records/case.ts'
import {
  comparedLabel,
  type GateMetric,
  metricLabel,
  rightWord,
} from '../../../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import type { PairComparison, ReportComparison } from '../../../compare/index.ts'
import { BestItems, type BestOf } from '../../best-of.ts'
import {
  agreementText,
  latencyTexts,
  marginText,
  metricFacts,
  otherFacts,
  sizeOf,
  testText,
} from '../../comparison/words.ts'
import { differenceMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { type CaseListAddress, caseListHref } from './case-link.ts'
import { caseTable, MOST_ROWS } from './case-table.ts'
import { runPill } from './comparison-runs.ts'
import { comparisonSlices } from './comparison-slices.ts'
import { below, heading, numberCell, type Place, row, table } from './section.ts'

/** Two runs of the page by their position in its list. */
export interface ComparedSides {
  readonly candidate: { readonly index: number; readonly report: RunReport }
  readonly reference: { readonly index: number; readonly report: RunReport }
}

/** The lost and gained examples of a run against the reference, with the tests. */
export function comparisonPair(
  pair: PairComparison,
  { candidate, reference }: ComparedSides,
  { pairs, metric }: Pick<ReportComparison, 'pairs' | 'metric'>,
  place: Place,
): Html {
  const { paired, slices, differenceInterval, difference, nonInferiority } = pair
  const allPairs = pairs.length
  const right = rightWord(metric)
  const prefix = `${place.prefix}${candidate.index + 1}-`
  const at = below(place)
  const all = (change: CaseListAddress['change']): CaseListAddress => ({
    with: reference.index,
    ...(change === undefined ? {} : { change }),
  })
  // The list of examples knows whether an output is exact, not what a named mode or a schema says of it.
  const count = (change: 'lost' | 'gained', value: number): Html =>
    comparedLabel(metric) !== metricLabel()
      ? numberCell(integer(value))
      : html`<td class="number"><a href="${caseListHref(candidate.index, all(change))}">${integer(value)}</a></td>`
  const list = (change: 'lost' | 'gained', ids: readonly string[], title: string): Html | null =>
    ids.length === 0
      ? null
      : html`${heading(below(at), `${title} (${integer(ids.length)})`, `${prefix}${change}`)}
${caseTable({
  // A gained example is exact now: the record of the reference has the reason.
  cases: casesOf(change === 'lost' ? candidate.report : reference.report, ids),
  run: candidate.index,
  all: all(change),
  label: title,
  caption:
    change === 'lost'
      ? `${right === 'exact' ? 'Exact' : 'Compliant'} in the reference, not ${right} here`
      : 'Why each was missed by the reference',
})}`
  const rest = [
    list('lost', paired.lost, 'Lost examples'),
    list('gained', paired.gained, 'Gained examples'),
    comparisonSlices(slices, below(at), prefix),
  ]
  return html`${heading(at, html`${runPill(candidate.index)} against ${runPill(reference.index)}`, `${prefix}pair`)}
<div class="difference">${differenceMark(difference, differenceInterval, nonInferiority?.margin ?? null)}${
    nonInferiority === null
      ? null
      : html`<p class="aside">The dotted line is the margin, ${sizeOf(pair)(nonInferiority.margin)}.</p>`
  }</div>
${facts(pair, allPairs, metric)}
${table({
  label: 'Pairs',
  caption: 'Pairs of results',
  columns: [
    { title: html`<span class="hidden">Reference</span>` },
    { title: html`${runPill(candidate.index)} ${right}`, kind: 'number' },
    { title: html`${runPill(candidate.index)} not ${right}`, kind: 'number' },
  ],
  rows: [
    row(
      html`${runPill(reference.index)} ${right}`,
      numberCell(integer(paired.bothHit)),
      count('lost', paired.lost.length),
    ),
    row(
      html`${runPill(reference.index)} not ${right}`,
      count('gained', paired.gained.length),
      numberCell(integer(paired.bothMiss)),
    ),
  ],
  foot: html`<a href="${caseListHref(candidate.index, all('changed'))}">Outputs that changed without a change of the result</a>`,
})}
${allPairs > 1 && rest.some((part) => part !== null) ? html`<details class="more"><summary>Lost and gained examples, and where</summary>${rest}</details>` : rest}`
}

function facts(pair: PairComparison, allPairs: number, metric: GateMetric): Html {
  const margin = marginText(pair)
  const lines: readonly (readonly [string, string])[] = [
    ...metricFacts(pair, metric),
    ['tests', testText(pair, allPairs)],
    ...(margin === null ? [] : [['non-inferiority', margin] as const]),
    ...otherFacts(pair, metric),
    ['agreement', agreementText(pair, metric)],
    ['latency', latencyTexts(pair.latency).join('; ')],
    ...(pair.changed.length === 0 ? [] : [['changed', pair.changed.join(', ')] as const]),
  ]
  return html`<dl class="facts">${lines.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
}

function casesOf({ cases }: RunReport, ids: readonly string[]): BestOf<CaseRecord> {
  const wanted = new Set(ids)
  const found = new BestItems<CaseRecord>(MOST_ROWS)
  for (const each of cases) if (wanted.has(each.id)) found.add(each)
  return found
}
