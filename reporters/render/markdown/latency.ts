import { plural } from '../../../plugin/core/format.ts'
import { latencyReason, latencyTitle, latencyTone } from '../../../plugin/gate/outcome/titles.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { latencyRows } from '../latency-rows.ts'
import { type Block, table } from './blocks.ts'
import { markdownCode, markdownProse } from './markdown-text.ts'
import { MARKS } from './verdict.ts'

const LONGEST = 600

/** The latency gate: its decision, and the sample next to the baseline. Empty if the project has none. */
export function latencyBlocks({ latencyGate }: RunReport): Block[] {
  if (latencyGate === undefined) return []
  const { sample, baseline, machine, notes, changed } = latencyGate
  const lines = [
    `${MARKS[latencyTone(latencyGate)]} **${latencyTitle(latencyGate)}**: ${prose(latencyReason(latencyGate))}`,
    ...notes.map((note) => `- ${prose(note)}`),
    ...(changed.length > 0 ? [`- changed: ${changed.map(prose).join(', ')}`] : []),
  ]
  if (sample === null) return [lines.join('\n')]
  const against =
    baseline === null
      ? ''
      : `, against ${markdownCode(baseline.path, 200)} (${markdownCode(baseline.model, 80)})`
  return [
    '### Latency, one example at a time',
    lines.join('\n'),
    `${plural(sample.examples, 'example')} on ${markdownCode(machine ?? 'this machine', 64)}${against}:`,
    table(
      ['', 'p50', 'p90', 'p95', 'baseline p50', 'now / then (95 %)'],
      latencyRows(latencyGate).map((row) => [row.name, row.p50, row.p90, row.p95, row.before, row.ratio]),
    ),
  ]
}

/** Untrusted text of a sentence, shortened. */
export function prose(text: string): string {
  return markdownProse(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}
