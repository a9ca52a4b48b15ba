import {
  bytes,
  duration,
  f1,
  integer,
  NOT_MEASURED,
  percent,
  percentInterval,
  plural,
  quantity,
} from '../../../../plugin/core/format.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { primaryRates } from '../../../../plugin/records/slice.ts'
import { timingMarks } from '../../latency-words.ts'
import { modelLabel } from '../../run-label.ts'
import { shorten } from '../../shorten.ts'
import { rateMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { cell, LONGEST_NAME, numberCell, type Place, row, section, table } from './section.ts'
import { TONE_MARKS, toneOf } from './verdict.ts'

/** All runs of the page in one table; charts refer to runs by number. */
export function runList(reports: readonly RunReport[], place: Place): Html {
  const [first] = reports
  const { marks, legend } = timingMarks(reports)
  // Values that are the same in each row are in the caption.
  const shared =
    first !== undefined && reports.every(({ dataset }) => dataset.sha256 === first.dataset.sha256)
  return section(
    place,
    'runs',
    `${integer(reports.length)} runs`,
    table({
      label: 'All runs',
      className: 'runs',
      caption: html`Lenient mode, 95 % intervals${shared ? `; ${shorten(first.dataset.path, LONGEST_NAME)}, ${plural(first.dataset.examples, 'example')}` : null}${legend.map((text) => html`<br/>${text}`)}`,
      columns: [
        { title: 'Run' },
        ...(shared ? [] : [{ title: 'Dataset' }]),
        { title: 'Outcome' },
        { title: 'JSONExact', kind: 'number' },
        { title: '95 % interval' },
        { title: 'FieldF1', kind: 'number' },
        { title: 'Compliance', kind: 'number' },
        { title: 'p50', kind: 'number' },
        { title: 'ms/token', kind: 'number' },
        { title: 'tokens/s', kind: 'number' },
      ],
      rows: reports.map((report, index) => runRow(report, index, shared, marks[index] ?? '')),
    }),
  )
}

function runRow(report: RunReport, index: number, shared: boolean, mark: string): Html {
  const marked = (figure: string | null): string => (figure === null ? NOT_MEASURED : `${figure}${mark}`)
  const { totals, latency, outcome, model, dataset } = report
  const primary = primaryRates(totals)
  const tone = toneOf(outcome)
  return row(
    html`<span class="run-number">${index + 1}</span> <a href="#run-${index + 1}-verdict">${shorten(modelLabel(report), LONGEST_NAME)}</a>${report.replayed ? html` <span class="aside">replayed</span>` : null}${model.bytes === null ? null : html` <span class="aside">${bytes(model.bytes)}</span>`}`,
    ...(shared
      ? []
      : [cell(html`${dataset.name} <span class="aside">${plural(totals.examples, 'example')}</span>`)]),
    html`<td class="tone ${tone}"><span aria-hidden="true">${TONE_MARKS[tone]}</span> ${outcome.title}</td>`,
    numberCell(percent(primary.jsonExact)),
    html`<td class="interval">${rateMark(primary.jsonExact, primary.jsonExactInterval)} <span class="aside">${percentInterval(primary.jsonExactInterval)}</span></td>`,
    numberCell(f1(primary.fieldF1)),
    numberCell(percent(primary.schemaCompliance)),
    numberCell(marked(latency.totalMs === null ? null : duration(latency.totalMs.p50))),
    numberCell(marked(latency.msPerToken === null ? null : quantity(latency.msPerToken.p50))),
    numberCell(marked(latency.tokensPerSecond === null ? null : quantity(latency.tokensPerSecond))),
  )
}
