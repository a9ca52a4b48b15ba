import type { RunReport } from '../../../plugin/model/index.ts'
import { duration, f1, percent, percentInterval } from '../format.ts'
import { markdownCode } from '../markdown-text.ts'
import { type Block, table } from './blocks.ts'
import { outcomeMark } from './verdict.ts'

/** What tells runs apart, and is said once where it does not. */
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
      reports.map((report) => {
        const { model, totals, latency } = report
        return [
          `${markdownCode(model.id, 60)}${model.dtype === null ? '' : ` ${markdownCode(model.dtype, 20)}`}`,
          ...telling.map(({ of }) => of(report)),
          outcomeMark(report),
          percent(totals.lenient.jsonExact),
          percentInterval(totals.lenient.jsonExactInterval),
          f1(totals.lenient.fieldF1),
          duration(latency.totalMs?.p50 ?? null),
          latency.tokensPerSecond === null ? 'n/a' : latency.tokensPerSecond.toFixed(1),
        ]
      }),
      { left: 2 + telling.length },
    ),
  ]
}
