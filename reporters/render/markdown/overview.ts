import type { RunReport } from '../../../plugin/model/index.ts'
import { duration, f1, percent, percentInterval } from '../format.ts'
import { markdownCode } from '../markdown-text.ts'
import { type Block, table } from './blocks.ts'
import { verdictMark } from './verdict.ts'

/** Several runs side by side. */
export function overview(reports: readonly RunReport[]): Block {
  return table(
    ['run', 'dataset', 'machine', 'verdict', 'JSONExact', '95 % interval', 'FieldF1', 'p50', 'tokens/s'],
    reports.map((report) => {
      const { model, dataset, machine, totals, latency } = report
      return [
        `${markdownCode(model.id, 60)}${model.dtype === null ? '' : ` ${markdownCode(model.dtype, 20)}`}`,
        markdownCode(dataset.path, 80),
        markdownCode(machine.label, 40),
        verdictMark(report),
        percent(totals.lenient.jsonExact),
        percentInterval(totals.lenient.jsonExactInterval),
        f1(totals.lenient.fieldF1),
        duration(latency.totalMs?.p50 ?? null),
        latency.tokensPerSecond === null ? 'n/a' : latency.tokensPerSecond.toFixed(1),
      ]
    }),
    { left: 4 },
  )
}
