import type { RunReport } from '../../../../plugin/model/index.ts'
import { duration, f1, integer, percent, percentInterval } from '../../format.ts'
import { rateMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { modelLabel } from '../run-label.ts'
import { size } from './about-run.ts'
import { cell, numberCell, type Place, row, section, table } from './section.ts'
import { TONE_MARKS, verdictTitle, verdictTone } from './tone.ts'

/** All runs of the page in one table; their numbers stand for them in the charts. */
export function runList(reports: readonly RunReport[], place: Place): Html {
  return section(
    place,
    'runs',
    `${integer(reports.length)} runs`,
    table({
      label: 'All runs',
      caption: 'Lenient mode, 95 % intervals',
      columns: [
        { title: 'Run' },
        { title: 'Dataset' },
        { title: 'Verdict' },
        { title: 'JSONExact', kind: 'number' },
        { title: '95 % interval' },
        { title: 'FieldF1', kind: 'number' },
        { title: 'Compliance', kind: 'number' },
        { title: 'p50', kind: 'number' },
        { title: 'ms/token', kind: 'number' },
        { title: 'Size', kind: 'number' },
      ],
      rows: reports.map(runRow),
    }),
  )
}

function runRow(report: RunReport, index: number): Html {
  const { totals, latency, verdict, model, dataset } = report
  const { lenient } = totals
  const tone = verdictTone(verdict)
  return row(
    html`<span class="run-number">${index + 1}</span> <a href="#run-${index + 1}-verdict">${modelLabel(report)}</a>${report.replayed ? html` <span class="aside">replayed</span>` : null}`,
    cell(html`${dataset.name} <span class="aside">${integer(totals.examples)} examples</span>`),
    html`<td class="tone ${tone}"><span aria-hidden="true">${TONE_MARKS[tone]}</span> ${verdictTitle(verdict)}</td>`,
    numberCell(percent(lenient.jsonExact)),
    html`<td class="interval">${rateMark(lenient.jsonExact, lenient.jsonExactInterval)} <span class="aside">${percentInterval(lenient.jsonExactInterval)}</span></td>`,
    numberCell(f1(lenient.fieldF1)),
    numberCell(percent(lenient.schemaCompliance)),
    numberCell(duration(latency.totalMs?.p50 ?? null)),
    numberCell(latency.msPerToken === null ? '–' : latency.msPerToken.p50.toFixed(1)),
    numberCell(size(model.bytes) ?? '–'),
  )
}
