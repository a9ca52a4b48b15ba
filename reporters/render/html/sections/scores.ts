import { f1, f1Interval, integer, percent, percentInterval } from '../../../../plugin/core/format.ts'
import { referenceName } from '../../../../plugin/records/baseline-source.ts'
import { comparedLabel } from '../../../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { type ReportedMode, reportedModes } from '../../../../plugin/records/scores.ts'
import type { ModeRates } from '../../../../plugin/records/slice.ts'
import { rateMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { type Place, row, section, table } from './section.ts'

const MODES: Readonly<Record<ReportedMode, string>> = {
  strict: 'the whole text must be JSON',
  lenient: 'the first complete JSON value',
  official: 'as the benchmark’s own harness scores',
  task: 'as lenient, under the scoring rules of the project',
}

/** Of the primary mode. */
const DECISIVE = '; every figure and the gate use it'

interface Metric {
  readonly title: string
  readonly rate: (rates: ModeRates) => number | null
  readonly interval: (rates: ModeRates) => readonly [number, number] | null
  readonly show: (value: number | null) => string
  readonly showInterval: (interval: readonly [number, number] | null) => string
}

/** A metric that has no interval. */
function point(title: string, rate: Metric['rate'], show: Metric['show']): Metric {
  return { title, rate, show, interval: () => null, showInterval: () => '' }
}

const METRICS: readonly Metric[] = [
  {
    title: 'JSONExact',
    rate: ({ jsonExact }) => jsonExact,
    interval: ({ jsonExactInterval }) => jsonExactInterval,
    show: percent,
    showInterval: percentInterval,
  },
  {
    title: 'FieldF1',
    rate: ({ fieldF1 }) => fieldF1,
    interval: ({ fieldF1Interval }) => fieldF1Interval,
    show: f1,
    showInterval: f1Interval,
  },
  point('FieldF1, micro average', ({ fieldF1Micro }) => fieldF1Micro, f1),
  point('Precision of fields', ({ precision }) => precision, f1),
  point('Recall of fields', ({ recall }) => recall, f1),
  {
    title: 'Schema compliance',
    rate: ({ schemaCompliance }) => schemaCompliance,
    interval: ({ schemaComplianceInterval }) => schemaComplianceInterval,
    show: percent,
    showInterval: percentInterval,
  },
  point('JSON found', ({ parsed }) => parsed, percent),
]

/** The metrics in each mode side by side, with their intervals. */
export function scores(report: RunReport, place: Place): Html {
  const { totals, verdict } = report
  const { comparison } = verdict
  const modes = reportedModes(totals)
  const primary: ReportedMode = totals.task === undefined ? 'lenient' : 'task'
  const reference = comparison === null ? null : comparison.referenceExact / comparison.pairs
  const compared = comparedLabel(verdict.metric)
  const ticked = METRICS.some(({ title }) => title === capital(compared)) && reference !== null
  return section(
    place,
    'scores',
    'Scores',
    table({
      label: `Scores in ${modes.length === 3 ? 'three' : 'four'} modes`,
      className: 'scores',
      caption: `${integer(totals.scored)} scored outputs; 95 % intervals as bands${ticked ? `, ${referenceName(verdict.baseline?.origin).text} as a tick` : ''}`,
      columns: [
        { title: 'Metric' },
        ...modes.map((mode) => ({
          title: html`${mode}<span class="aside">${MODES[mode]}${mode === primary ? DECISIVE : ''}</span>`,
        })),
      ],
      rows: [
        ...METRICS.map((metric) =>
          row(
            metric.title,
            ...modes.map((mode) => {
              const rates = totals[mode] ?? totals.lenient
              const tick = mode === primary && metric.title === capital(compared) ? reference : null
              return html`<td class="${mode}"><span class="value">${metric.show(metric.rate(rates))}</span> ${rateMark(metric.rate(rates), metric.interval(rates), tick)} <span class="aside">${metric.showInterval(metric.interval(rates))}</span></td>`
            }),
          ),
        ),
        ...ownMetricRow(report, primary),
      ],
      foot: comparability(report),
    }),
  )
}

/** `schema compliance` as a row's title; a metric of a named mode has no row of its own. */
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** The own metric has no mode: its value stands under the primary one. */
function ownMetricRow({ totals }: RunReport, primary: ReportedMode): Html[] {
  const { ownMetric } = totals
  if (ownMetric === undefined) return []
  const { mean, interval } = ownMetric
  return [
    row(
      'Own metric',
      ...reportedModes(totals).map((mode) =>
        mode === primary
          ? html`<td class="${mode}"><span class="value">${f1(mean)}</span> ${rateMark(mean, interval, null)} <span class="aside">${f1Interval(interval)}</span></td>`
          : html`<td class="${mode}"></td>`,
      ),
    ),
  ]
}

function comparability({ officialComparable: { comparable, reasons } }: RunReport): string {
  return comparable
    ? 'The official column is comparable with published tables.'
    : `The official column is not comparable with published tables: ${reasons.join('; ')}.`
}
