import { duration, millisecondsPerToken, plural } from '../../../plugin/core/format.ts'
import { latencyName } from '../../../plugin/gate/latency/judge.ts'
import { latencyReason, latencyTitle, latencyTone, type Tone } from '../../../plugin/gate/outcome/titles.ts'
import type { LatencyRatio } from '../../../plugin/records/latency.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { costText } from '../cost-words.ts'
import { prefixCacheText, speculationText, throughputText, timingOrigin } from '../latency-words.ts'
import { clip, wrap } from '../text.ts'
import { labelled, labelledParts, type Page } from './page.ts'

/** Latency of a sequence, its origin, and the throughput of the whole run. */
export function latency(report: RunReport, page: Page): string[] {
  const { totalMs, firstTokenMs, msPerToken, queueMs, tokensOut, speculation } = report.latency
  const origin = timingOrigin(report.latency)
  const throughput = throughputText(report.latency)
  const parts = [
    totalMs === null
      ? null
      : `p50 ${duration(totalMs.p50)}, p90 ${duration(totalMs.p90)}, p95 ${duration(totalMs.p95)}`,
    firstTokenMs === null ? null : `TTFT ${duration(firstTokenMs.p50)}`,
    msPerToken === null ? null : millisecondsPerToken(msPerToken.p50),
    queueMs === null || queueMs.max < 1 ? null : `queue p50 ${duration(queueMs.p50)}`,
    origin,
    ...(speculation ? speculationText(speculation).split(', ') : []),
    prefixCacheText(report.latency),
  ].filter((part) => part !== null)
  const tokens = tokensOut === null ? [] : [plural(tokensOut, 'output token')]
  return [
    ...labelledParts(page, 'latency', totalMs === null ? ['not measured', ...parts] : parts),
    ...(throughput === null
      ? labelledParts(page, 'throughput', ['not measured', ...tokens])
      : labelled(page, 'throughput', throughput)),
  ]
}

/** What the run cost; empty without prices. */
export function cost({ cost }: RunReport, page: Page): string[] {
  return cost === undefined ? [] : labelled(page, 'cost', costText(cost))
}

/** The latency sample, and the latency baseline that it is compared with. */
export function timedSample({ latencyGate }: RunReport, page: Page): string[] {
  if (latencyGate === undefined || latencyGate.sample === null) return []
  const { sample, baseline, ratios, changed } = latencyGate
  const { totalMs, firstTokenMs, msPerToken } = sample
  const parts = [
    `${plural(sample.examples, 'example')} on ${clip(latencyGate.machine ?? 'this machine', 40)}`,
    totalMs === null
      ? null
      : `p50 ${duration(totalMs.p50)}, p90 ${duration(totalMs.p90)}, p95 ${duration(totalMs.p95)}`,
    firstTokenMs === null ? null : `TTFT ${duration(firstTokenMs.p50)}`,
    msPerToken === null ? null : millisecondsPerToken(msPerToken.p50),
  ].filter((part) => part !== null)
  return [
    ...labelledParts(page, 'sequential', parts),
    ...(baseline === null ? [] : labelled(page, 'against', `${baseline.path} (${baseline.model})`)),
    ...(ratios.length === 0 ? [] : labelledParts(page, 'then → now', ratios.map(movement))),
    ...(changed.length === 0 ? [] : labelled(page, 'changed', changed.join(', '))),
  ]
}

/** Medians: the decision contains the ratios with their intervals. */
function movement({ figure, reference, candidate }: LatencyRatio): string {
  return `${latencyName(figure)} ${duration(reference)} → ${duration(candidate)}`
}

/** The latency gate's decision; a line above the verdict. */
export function latencyHeadline({ latencyGate }: RunReport, page: Page): string[] {
  if (latencyGate === undefined) return []
  const { notes } = latencyGate
  return gateHeadline(
    {
      title: latencyTitle(latencyGate),
      tone: latencyTone(latencyGate),
      reason: latencyReason(latencyGate),
      notes,
    },
    page,
  )
}

/** Title and reason in a line, then the notes. */
export function gateHeadline(
  {
    title,
    tone,
    reason,
    notes,
  }: {
    readonly title: string
    readonly tone: Tone
    readonly reason: string
    readonly notes: readonly string[]
  },
  page: Page,
): string[] {
  const { color } = page
  const paint = { bad: color.red, warn: color.yellow, good: color.green, neutral: color.cyan }[tone]
  const hang = title.length + 4
  return [
    ...wrap(reason, page.width - hang).map((line, index) =>
      index === 0 ? `  ${paint(title)}  ${line}` : `${' '.repeat(hang)}${line}`,
    ),
    ...notes.flatMap((note) =>
      wrap(note, page.width - 5).map((line, index) => `${index === 0 ? '   ' : '     '}${line}`),
    ),
  ]
}
