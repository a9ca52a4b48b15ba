import {
  f1,
  f1Interval,
  integer,
  percent,
  percentInterval,
  plural,
  points,
  pointsInterval,
  pValue,
} from '../../../../plugin/core/format.ts'
import type { ReportComparison } from '../../../compare/index.ts'
import { powerText, rankNote, rankText } from '../../comparison/words.ts'
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
  const { runs, examples, reference, against } = comparison
  const [first] = against
  return table({
    label: 'Compared runs',
    className: 'runs',
    caption: `The ${plural(examples, 'example')} that have an output in every run; 95 % intervals`,
    columns: [
      { title: 'Run' },
      { title: 'Exact', kind: 'number' },
      { title: 'JSONExact', kind: 'number' },
      { title: '95 % interval' },
      { title: 'FieldF1', kind: 'number' },
      { title: 'Compliance', kind: 'number' },
      { title: 'Rank', kind: 'number' },
      { title: 'Tied with' },
    ],
    rows: runs.map((run, at) =>
      row(
        html`${runPill(indexes[at] ?? 0)} ${shorten(run.label, LONGEST_NAME)}${run.key === reference ? html` <span class="aside">reference</span>` : null}`,
        numberCell(integer(run.exact)),
        numberCell(percent(run.jsonExact)),
        html`<td class="interval">${rateMark(run.jsonExact, run.jsonExactInterval)} <span class="aside">${percentInterval(run.jsonExactInterval)}</span></td>`,
        numberCell(html`${f1(run.fieldF1)}<span class="aside">${f1Interval(run.fieldF1Interval)}</span>`),
        numberCell(percent(run.schemaCompliance)),
        numberCell(rankText(run.rank)),
        cell(run.tiedWith.length === 0 ? '–' : run.tiedWith.join(', ')),
      ),
    ),
    foot: [rankNote(comparison), first === undefined ? '' : ` ${powerText(first)}`],
  })
}

/** Every pair of runs, where there are more than two. */
export function comparisonPairs({ pairs }: ReportComparison, place: Place): Html {
  const shown = pairs.toSorted((a, b) => a.pHolm - b.pHolm).slice(0, MOST)
  return html`${heading(below(place), 'All pairs', `${place.prefix}pairs`)}
${table({
  label: 'All pairs of runs',
  caption: 'The most significant first: two-sided McNemar mid-p, adjusted for the number of pairs (Holm)',
  columns: [
    { title: 'Pair' },
    { title: 'Lost', kind: 'number' },
    { title: 'Gained', kind: 'number' },
    { title: 'Difference', kind: 'number' },
    { title: '95 % interval, points', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'p (Holm)', kind: 'number' },
    { title: 'Result' },
  ],
  rows: shown.map((pair) =>
    row(
      `${pair.candidate} against ${pair.reference}`,
      numberCell(integer(pair.lost)),
      numberCell(integer(pair.gained)),
      numberCell(points(pair.difference)),
      numberCell(pointsInterval(pair.differenceInterval)),
      numberCell(pValue(pair.p)),
      numberCell(pValue(pair.pHolm)),
      cell(pair.significant ? (pair.difference > 0 ? 'better' : 'worse') : 'tie'),
    ),
  ),
  foot: pairs.length > MOST ? `${integer(pairs.length - MOST)} more pairs.` : null,
})}`
}
