import { duration, integer, percent, plural, quantity } from '../../../../plugin/core/format.ts'
import { latencyReason, latencyTitle } from '../../../../plugin/gate/outcome/titles.ts'
import type { Percentiles } from '../../../../plugin/records/percentiles.ts'
import type { Latency, Speculation } from '../../../../plugin/records/run-latency.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { NumberList } from '../../../../plugin/stats/number-list.ts'
import { latencyRows } from '../../latency-rows.ts'
import { prefixCacheText, throughputText } from '../../latency-words.ts'
import { binValues, histogram } from '../charts/histogram.ts'
import { type Html, html } from '../markup.ts'
import { numberCell, type Place, row, section, table } from './section.ts'

/** Latency of completions: the distribution and its percentiles. */
export function latency(report: RunReport, place: Place): Html {
  const { latency, cases } = report
  const { totalMs } = latency
  const cached = prefixCacheText(latency)
  if (totalMs === null)
    return section(place, 'latency', 'Latency', html`<p>Latency was not measured.</p>`, timedSample(report))
  const values = new NumberList()
  for (const { state, completion } of cases) {
    const ms = state === 'failed' ? null : (completion?.timings.totalMs ?? null)
    if (ms !== null) values.add(Math.max(0, ms))
  }
  return section(
    place,
    'latency',
    'Latency',
    html`<p>${provenance(latency)} ${throughput(latency)}</p>
<div class="side-by-side"><figure>${histogram(
      binValues(values.sorted()),
      [
        { value: totalMs.p50, label: 'p50' },
        { value: totalMs.p90, label: 'p90' },
        { value: totalMs.p95, label: 'p95' },
      ],
      {
        describe:
          `Histogram of the time of ${integer(values.length)} completions: half within ${duration(totalMs.p50)}, ` +
          `nine of ten within ${duration(totalMs.p90)}, 95 % within ${duration(totalMs.p95)}`,
        format: shortDuration,
      },
    )}<figcaption>Completions by total time</figcaption></figure>
${percentiles(latency)}</div>
${latency.speculation ? html`<p class="note">${speculationSentence(latency.speculation)}</p>` : null}
${cached === null ? null : html`<p class="note">Prefix caching: ${cached}.</p>`}`,
    timedSample(report),
  )
}

function speculationSentence({
  completions,
  drafted,
  accepted,
  acceptanceRate,
  tokensPerStep,
}: Speculation): string {
  const steps = tokensPerStep === null ? '' : `; ${quantity(tokensPerStep)} tokens per step of the model`
  return (
    `Speculative decoding in ${plural(completions, 'completion')}: ${integer(accepted)} of ${plural(drafted, 'draft token')} accepted` +
    `${acceptanceRate === null ? '' : ` (${percent(acceptanceRate)})`}${steps}.`
  )
}

/** The latency sample and the decision of the latency gate. */
function timedSample({ latencyGate }: RunReport): Html | null {
  if (latencyGate === undefined) return null
  const { sample, baseline, machine, notes, changed } = latencyGate
  const decision = html`<p><strong>${latencyTitle(latencyGate)}</strong>: ${latencyReason(latencyGate)}${notes.map((note) => html` ${note}`)}${changed.length > 0 ? ` Changed: ${changed.join(', ')}.` : null}</p>`
  if (sample === null) return decision
  const columns = ['', 'p50', 'p90', 'p95', 'Baseline p50', 'Now / then (95 %)']
  return html`${decision}
${table({
  label: 'Latency one example at a time',
  caption: `${plural(sample.examples, 'example')} one at a time on ${machine ?? 'this machine'}${baseline === null ? '' : `, against ${baseline.path} (${baseline.model})`}`,
  columns: columns.map((title, index) => ({
    title: title === '' ? html`<span class="hidden">Time of</span>` : title,
    kind: index === 0 ? 'text' : 'number',
  })),
  rows: latencyRows(latencyGate).map(({ name, p50, p90, p95, before, ratio }) =>
    row(name, ...[p50, p90, p95, before, ratio].map(numberCell)),
  ),
})}`
}

function percentiles({ totalMs, firstTokenMs, msPerToken, queueMs }: Latency): Html {
  const rows = [
    ['Whole completion', totalMs],
    ['First token', firstTokenMs],
    ['Each further token', msPerToken],
    ['Queue, before that', queueMs],
  ] as const
  return table({
    label: 'Latency percentiles',
    caption: 'Percentiles, with 95 % intervals if there are enough values',
    columns: ['', 'p50', 'p90', 'p95', 'Mean', 'Longest', 'Completions'].map((title, index) => ({
      title: title === '' ? html`<span class="hidden">Time of</span>` : title,
      kind: index === 0 ? 'text' : 'number',
    })),
    rows: rows.flatMap(([name, figures]) => (figures === null ? [] : [percentileRow(name, figures)])),
  })
}

function percentileRow(name: string, figures: Percentiles): Html {
  return row(
    name,
    ...(['p50', 'p90', 'p95'] as const).map((key) => {
      const bounds = figures.intervals?.[key]
      return numberCell(
        html`${duration(figures[key])}${bounds === undefined ? null : html`<span class="aside">${boundsText(bounds)}</span>`}`,
      )
    }),
    numberCell(duration(figures.mean)),
    numberCell(duration(figures.max)),
    numberCell(integer(figures.count)),
  )
}

function boundsText([low, high]: readonly [number | null, number | null]): string {
  if (low === null && high === null) return ''
  return `${low === null ? '…' : duration(low)} – ${high === null ? '…' : duration(high)}`
}

function provenance({ measured, concurrency }: Latency): string {
  const origin = {
    live: 'Measured in this run',
    replayed:
      'Replayed: measured when it was recorded, perhaps on another machine; the gate does not judge these times',
    mixed: 'Partly measured in this run, partly replayed with the times of the recording',
    none: 'Not measured',
  }[measured]
  // The concurrency at the time of the recording is unknown.
  if (measured === 'replayed') return `${origin}.`
  return concurrency > 1
    ? `${origin} at a concurrency of ${integer(concurrency)}, so the time of a sequence includes work for other sequences.`
    : `${origin}, one request at a time.`
}

/** Output tokens per wall-clock second. Concurrency increases it and makes each sequence slower. */
function throughput(latency: Latency): string {
  const text = throughputText(latency)
  return text === null ? 'Throughput was not measured.' : `Throughput: ${text}.`
}

/** A duration on an axis, with few digits. */
export function shortDuration(ms: number): string {
  if (ms === 0) return '0'
  if (ms < 1_000) return `${Number(ms.toPrecision(3))} ms`
  return `${Number((ms / 1_000).toPrecision(3))} s`
}
