import { f1, f1Interval, percent, percentInterval } from '../../../plugin/core/format.ts'
import { metricLabel, OWN_METRIC } from '../../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { ModeRates } from '../../../plugin/records/slice.ts'
import { alignRows } from '../table.ts'
import { labelled, type Page } from './page.ts'

/** The metrics: the primary mode with intervals, the others next to it. */
export function scores(report: RunReport, page: Page): string[] {
  const { color } = page
  const { strict, lenient, official, task, scored, complianceOnly = 0, ownMetric } = report.totals
  if (scored + complianceOnly === 0) return [color.yellow('   no output was scored')]
  const primary = task ?? lenient
  const others = [...(task === undefined ? [] : [lenient]), strict, official]
  const first = task === undefined ? ['lenient', '95 % interval'] : ['task', '95 % interval', 'lenient']
  const head = ['', ...first, 'strict', 'official'].map((text) => ({ text, paint: color.dim }))
  const rows = METRICS.map(({ name, show, interval }) => [
    { text: name },
    { text: show(primary), paint: color.bold },
    { text: interval?.(primary) ?? '', paint: color.dim },
    ...others.map((rates) => ({ text: show(rates) })),
  ])
  if (ownMetric !== undefined)
    rows.push([
      { text: metricLabel(OWN_METRIC) },
      { text: f1(ownMetric.mean), paint: color.bold },
      { text: f1Interval(ownMetric.interval), paint: color.dim },
      ...others.map(() => ({ text: '' })),
    ])
  return [
    ...alignRows([head, ...rows], page.width < 72 ? 1 : 3).map((line) => `   ${line}`),
    ...comparability(report).flatMap((text) => labelled(page, 'official', text, color.dim)),
  ]
}

interface Metric {
  readonly name: string
  readonly show: (rates: ModeRates) => string
  readonly interval?: (rates: ModeRates) => string
}

const METRICS: readonly Metric[] = [
  {
    name: 'JSONExact',
    show: ({ jsonExact }) => percent(jsonExact),
    interval: ({ jsonExactInterval }) => percentInterval(jsonExactInterval),
  },
  {
    name: 'FieldF1',
    show: ({ fieldF1 }) => f1(fieldF1),
    interval: ({ fieldF1Interval }) => f1Interval(fieldF1Interval),
  },
  { name: 'FieldF1 micro', show: ({ fieldF1Micro }) => f1(fieldF1Micro) },
  {
    name: 'schema compliance',
    show: ({ schemaCompliance }) => percent(schemaCompliance),
    interval: ({ schemaComplianceInterval }) => percentInterval(schemaComplianceInterval),
  },
  { name: 'JSON found', show: ({ parsed }) => percent(parsed) },
]

/** Whether the official column is comparable with published tables. */
function comparability({ officialComparable }: RunReport): string[] {
  const { comparable, reasons } = officialComparable
  return [
    comparable
      ? 'comparable with published tables'
      : `not comparable with published tables: ${reasons.join('; ')}`,
  ]
}
