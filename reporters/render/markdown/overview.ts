import {
  duration,
  f1,
  NOT_MEASURED,
  percent,
  percentInterval,
  quantity,
} from '../../../plugin/core/format.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryRates } from '../../../plugin/records/slice.ts'
import { timingMarks } from '../latency-words.ts'
import { type Block, table } from './blocks.ts'
import { markdownCode, markdownProse } from './markdown-text.ts'
import { outcomeMark } from './verdict.ts'

/** Columns that distinguish runs; a value that all runs have in common is written once. */
const CONTEXT: readonly { readonly title: string; readonly of: (report: RunReport) => string }[] = [
  { title: 'dataset', of: ({ dataset }) => markdownCode(dataset.path, 80) },
  { title: 'machine', of: ({ machine }) => markdownCode(machine.label, 40) },
]

/** Several runs side by side. */
export function overview(reports: readonly RunReport[]): Block[] {
  const isShared = ({ of }: (typeof CONTEXT)[number]): boolean => new Set(reports.map(of)).size === 1
  const shared = CONTEXT.filter(isShared)
  const telling = CONTEXT.filter((each) => !isShared(each))
  const [first] = reports
  const { marks, legend } = timingMarks(reports)
  return [
    ...(first === undefined || shared.length === 0
      ? []
      : [shared.map(({ title, of }) => `${title} ${of(first)}`).join(', ')]),
    table(
      [
        'run',
        ...telling.map(({ title }) => title),
        'outcome',
        'JSONExact',
        '95 % interval',
        'FieldF1',
        'p50',
        'tokens/s',
      ],
      reports.map((report, index) => {
        const { model, totals, latency } = report
        return [
          `${markdownCode(model.id, 60)}${model.dtype === null ? '' : ` ${markdownCode(model.dtype, 20)}`}`,
          ...telling.map(({ of }) => of(report)),
          outcomeMark(report),
          percent(primaryRates(totals).jsonExact),
          percentInterval(primaryRates(totals).jsonExactInterval),
          f1(primaryRates(totals).fieldF1),
          marked(latency.totalMs === null ? null : duration(latency.totalMs.p50), marks[index]),
          marked(latency.tokensPerSecond === null ? null : quantity(latency.tokensPerSecond), marks[index]),
        ]
      }),
      { left: 2 + telling.length },
    ),
    ...(legend.length === 0 ? [] : [legend.map(markdownProse).join('<br>')]),
  ]
}

function marked(figure: string | null, mark = ''): string {
  return figure === null ? NOT_MEASURED : `${figure}${mark}`
}
