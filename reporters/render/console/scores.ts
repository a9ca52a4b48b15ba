import { f1, f1Interval, percent, percentInterval } from '../../../plugin/core/format.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { alignRows } from '../table.ts'
import { labelled, type Page } from './page.ts'

/** The three metrics: lenient with intervals, strict and official next to it. */
export function scores(report: RunReport, page: Page): string[] {
  const { color } = page
  const { strict, lenient, official, scored } = report.totals
  if (scored === 0) return [color.yellow('   no output was scored')]
  const head = ['', 'lenient', '95 % interval', 'strict', 'official'].map((text) => ({
    text,
    paint: color.dim,
  }))
  const rows = [
    {
      name: 'JSONExact',
      lenient: percent(lenient.jsonExact),
      interval: percentInterval(lenient.jsonExactInterval),
      strict: percent(strict.jsonExact),
      official: percent(official.jsonExact),
    },
    {
      name: 'FieldF1',
      lenient: f1(lenient.fieldF1),
      interval: f1Interval(lenient.fieldF1Interval),
      strict: f1(strict.fieldF1),
      official: f1(official.fieldF1),
    },
    {
      name: 'FieldF1 micro',
      lenient: f1(lenient.fieldF1Micro),
      interval: '',
      strict: f1(strict.fieldF1Micro),
      official: f1(official.fieldF1Micro),
    },
    {
      name: 'schema compliance',
      lenient: percent(lenient.schemaCompliance),
      interval: percentInterval(lenient.schemaComplianceInterval),
      strict: percent(strict.schemaCompliance),
      official: percent(official.schemaCompliance),
    },
    {
      name: 'JSON found',
      lenient: percent(lenient.parsed),
      interval: '',
      strict: percent(strict.parsed),
      official: percent(official.parsed),
    },
  ].map((row) => [
    { text: row.name },
    { text: row.lenient, paint: color.bold },
    { text: row.interval, paint: color.dim },
    { text: row.strict },
    { text: row.official },
  ])
  return [
    ...alignRows([head, ...rows], page.width < 72 ? 1 : 3).map((line) => `   ${line}`),
    ...comparability(report).flatMap((text) => labelled(page, 'official', text, color.dim)),
  ]
}

/** Whether the official column is comparable with published tables. */
function comparability({ officialComparable }: RunReport): string[] {
  const { comparable, reasons } = officialComparable
  return [
    comparable
      ? 'comparable with published tables'
      : `not comparable with published tables: ${reasons.join('; ')}`,
  ]
}
