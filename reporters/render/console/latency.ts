import { latencyName, latencyReason, latencyTitle, latencyTone } from '../../../plugin/gate/index.ts'
import type { Latency, LatencyRatio, LatencyVerdict, RunReport } from '../../../plugin/model/index.ts'
import { draftsText, duration, integer, plural } from '../format.ts'
import { clip, wrap } from '../text.ts'
import { labelled, labelledParts, type Page } from './page.ts'

/** How long answers took, and where the figures come from. */
export function latency(report: RunReport, page: Page): string[] {
  const { totalMs, firstTokenMs, msPerToken, tokensPerSecond, tokensOut, drafts } = report.latency
  const parts = [
    totalMs === null
      ? null
      : `p50 ${duration(totalMs.p50)}, p90 ${duration(totalMs.p90)}, p95 ${duration(totalMs.p95)}`,
    firstTokenMs === null ? null : `TTFT ${duration(firstTokenMs.p50)}`,
    msPerToken === null ? null : `${msPerToken.p50.toFixed(1)} ms/token`,
    tokensPerSecond === null ? null : `${tokensPerSecond.toFixed(1)} tokens/s`,
    tokensOut === null ? null : `${integer(tokensOut)} tokens out`,
    drafts ? draftsText(drafts) : null,
  ].filter((part) => part !== null)
  const origin = provenance(report.latency)
  if (totalMs === null) return labelledParts(page, 'latency', ['not measured', ...parts])
  return labelledParts(page, 'latency', [...parts, ...(origin === null ? [] : [origin])])
}

function provenance({ measured, concurrency }: Latency): string | null {
  if (measured === 'replayed') return 'as recorded'
  if (measured === 'mixed') return 'some as recorded'
  return concurrency > 1 ? `${concurrency} at once` : null
}

/** The fixed sample of the latency baseline, and what it is compared with. */
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
    msPerToken === null ? null : `${msPerToken.p50.toFixed(2)} ms/token`,
  ].filter((part) => part !== null)
  return [
    ...labelledParts(page, 'one by one', parts),
    ...(baseline === null ? [] : labelled(page, 'against', `${baseline.path} (${baseline.model})`)),
    ...(ratios.length === 0 ? [] : labelledParts(page, 'then → now', ratios.map(movement))),
    ...(changed.length === 0 ? [] : labelled(page, 'changed', changed.join(', '))),
  ]
}

/** Medians: the ratios with their intervals stand in the decision. */
function movement({ figure, reference, candidate }: LatencyRatio): string {
  return `${latencyName(figure)} ${duration(reference)} → ${duration(candidate)}`
}

/** The latency gate's decision; a line above the verdict. */
export function latencyHeadline({ latencyGate }: RunReport, page: Page): string[] {
  if (latencyGate === undefined) return []
  const { color } = page
  const title = latencyTitle(latencyGate)
  const paint = { bad: color.red, warn: color.yellow, good: color.green, neutral: color.cyan }[
    latencyTone(latencyGate)
  ]
  const hang = title.length + 4
  const reason = wrap(latencyReason(latencyGate), page.width - hang)
  return [
    ...reason.map((line, index) =>
      index === 0 ? `  ${paint(title)}  ${line}` : `${' '.repeat(hang)}${line}`,
    ),
    ...notes(latencyGate, page),
  ]
}

function notes({ notes }: LatencyVerdict, page: Page): string[] {
  return notes.flatMap((note) =>
    wrap(note, page.width - 5).map((line, index) => `${index === 0 ? '   ' : '     '}${line}`),
  )
}
