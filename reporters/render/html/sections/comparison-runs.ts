import { integer, percent, plural, points, pValue } from '../../../../plugin/core/format.ts'
import { type GateMetric, metricLabel } from '../../../../plugin/records/gate-metric.ts'
import type { ComparedRun, ReportComparison } from '../../../compare/index.ts'
import {
  changedCounts,
  differenceIntervalText,
  differenceNumber,
  powerText,
  rankNote,
  rankText,
  runFigures,
} from '../../comparison/words.ts'
import { shorten } from '../../shorten.ts'
import { rateMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { below, cell, heading, LONGEST_NAME, numberCell, type Place, row, table } from './section.ts'

/** Largest number of pairs in the table, the most significant first. */
const MOST = 60

/** The number of a run in the page's lists and charts. */
export function runPill(index: number): Html {
  return html`<span class="run-number">${index + 1}</span>`
}

/** The compared runs over the examples for which all of them have an output, with their ranks. */
export function comparisonRuns(comparison: ReportComparison, indexes: readonly number[]): Html {
  const { runs, examples, reference, against, metric } = comparison
  const [first] = against
  const [titled] = runs
  const [, ...others] = titled === undefined ? [null] : runFigures(titled, metric)
  return table({
    label: 'Compared runs',
    className: 'runs',
    caption: `The ${plural(examples, 'example')} that have an output in every run; 95 % intervals`,
    columns: [
      { title: 'Run' },
      { title: 'Exact', kind: 'number' },
      { title: metricLabel(metric), kind: 'number' },
      { title: '95 % interval' },
      ...others.map(({ title }) => ({ title, kind: 'number' as const })),
      { title: 'Compliance', kind: 'number' },
      { title: 'Rank', kind: 'number' },
      { title: 'Tied with' },
    ],
    rows: runs.map((run, at) =>
      row(
        html`${runPill(indexes[at] ?? 0)} ${shorten(run.label, LONGEST_NAME)}${run.key === reference ? html` <span class="aside">reference</span>` : null}`,
        numberCell(integer(run.exact)),
        ...metricCells(run, metric),
        numberCell(percent(run.schemaCompliance)),
        numberCell(rankText(run.rank)),
        cell(run.tiedWith.length === 0 ? '–' : run.tiedWith.join(', ')),
      ),
    ),
    foot: [rankNote(comparison), first === undefined ? '' : ` ${powerText(first)}`],
  })
}

/** The compared metric with its interval as a mark, then the others. */
function metricCells(run: ComparedRun, metric: GateMetric): Html[] {
  const [first, ...others] = runFigures(run, metric)
  return [
    numberCell(first.value),
    html`<td class="interval">${rateMark(run.value, run.valueInterval)} <span class="aside">${first.interval}</span></td>`,
    ...others.map(({ value, interval }) => numberCell(html`${value}<span class="aside">${interval}</span>`)),
  ]
}

/** Every pair of runs, where there are more than two. */
export function comparisonPairs({ pairs }: ReportComparison, place: Place): Html {
  const shown = pairs.toSorted((a, b) => a.pHolm - b.pHolm).slice(0, MOST)
  const [one] = shown
  const [worse, better] = one?.mean === undefined ? ['Lost', 'Gained'] : ['Lower', 'Higher']
  return html`${heading(below(place), 'All pairs', `${place.prefix}pairs`)}
${table({
  label: 'All pairs of runs',
  caption: `The most significant first: two-sided ${one?.mean === undefined ? 'McNemar' : 'permutation test,'} mid-p, adjusted for the number of pairs (Holm)`,
  columns: [
    { title: 'Pair' },
    { title: worse, kind: 'number' },
    { title: better, kind: 'number' },
    { title: 'Difference', kind: 'number' },
    { title: one?.mean === undefined ? '95 % interval, points' : '95 % interval', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'p (Holm)', kind: 'number' },
    { title: 'Result' },
  ],
  rows: shown.map((pair) =>
    row(
      `${pair.candidate} against ${pair.reference}`,
      ...changedCounts(pair).counts.map((count) => numberCell(integer(count))),
      numberCell(pair.mean === undefined ? points(pair.difference) : differenceNumber(pair)),
      numberCell(differenceIntervalText(pair)),
      numberCell(pValue(pair.p)),
      numberCell(pValue(pair.pHolm)),
      cell(pair.significant ? (pair.difference > 0 ? 'better' : 'worse') : 'tie'),
    ),
  ),
  foot: pairs.length > MOST ? `${integer(pairs.length - MOST)} more pairs.` : null,
})}`
}
