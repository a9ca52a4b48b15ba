import {
  duration,
  f1,
  f1Interval,
  integer,
  percent,
  percentInterval,
  plural,
  tokensPerSecond,
} from '../../../../plugin/core/format.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { primaryRates } from '../../../../plugin/records/slice.ts'
import { timingOrigin } from '../../latency-words.ts'
import { type CaseStatus, caseStatus, STATUS_LABELS } from '../case-status.ts'
import { type Html, type HtmlContent, html } from '../markup.ts'
import { caseListHref } from './case-link.ts'

/** The key figures of a run. */
export function keyFigures(report: RunReport, run: number): Html {
  const { totals, latency } = report
  const primary = primaryRates(totals)
  return html`<dl class="figures">
${figure('JSONExact', percent(primary.jsonExact), html`${integer(totals.exact)} of ${integer(totals.scored)}<br/>${percentInterval(primary.jsonExactInterval)}`)}
${figure('FieldF1', f1(primary.fieldF1), f1Interval(primary.fieldF1Interval))}
${figure('Schema compliance', percent(primary.schemaCompliance), percentInterval(primary.schemaComplianceInterval))}
${figure('Latency p95', duration(latency.totalMs?.p95 ?? null), latencyNote(report))}
${figure('Throughput', tokensPerSecond(latency.tokensPerSecond), throughputNote(report))}
</dl>
${statusCounts(report, run)}`
}

function figure(name: string, value: string, note: HtmlContent): Html {
  return html`<div><dt>${name}</dt><dd><span class="value">${value}</span>${note === null || note === '' ? null : html`<span class="aside">${note}</span>`}</dd></div>
`
}

/** Number of sequences and concurrency. */
function latencyNote({ latency }: RunReport): string {
  return timingOrigin(latency) ?? ''
}

/** Numerator and denominator of the throughput. */
function throughputNote({ latency }: RunReport): string {
  const { generation, tokensOut } = latency
  if (generation?.tokensOut == null)
    return tokensOut === null ? '' : `${plural(tokensOut, 'output token')}, no wall-clock time`
  return `${plural(generation.tokensOut, 'output token')} in ${duration(generation.wallMs)}`
}

function statusCounts({ cases }: RunReport, run: number): Html {
  const counts = new Map<CaseStatus, number>()
  for (const each of cases) {
    const status = caseStatus(each)
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  const shown = (['lost', 'gained', 'failed', 'missed', 'known', 'passed'] as const).filter((status) =>
    counts.has(status),
  )
  return html`<ul class="counts">${shown.map((status) => {
    const { mark, word } = STATUS_LABELS[status]
    return html`<li class="status ${status}"><a href="${caseListHref(run, { status })}"><span aria-hidden="true">${mark}</span> ${integer(counts.get(status) ?? 0)} ${word}</a></li>`
  })}</ul>`
}
