import type { Latency, RunReport } from '../../../plugin/model/index.ts'
import { duration, integer } from '../format.ts'
import { labelledParts, type Page } from './page.ts'

/** How long answers took, and where the figures come from. */
export function latency(report: RunReport, page: Page): string[] {
  const { totalMs, firstTokenMs, msPerToken, tokensPerSecond, tokensOut } = report.latency
  const parts = [
    totalMs === null
      ? null
      : `p50 ${duration(totalMs.p50)}, p90 ${duration(totalMs.p90)}, p95 ${duration(totalMs.p95)}`,
    firstTokenMs === null ? null : `TTFT ${duration(firstTokenMs.p50)}`,
    msPerToken === null ? null : `${msPerToken.p50.toFixed(1)} ms/token`,
    tokensPerSecond === null ? null : `${tokensPerSecond.toFixed(1)} tokens/s`,
    tokensOut === null ? null : `${integer(tokensOut)} tokens out`,
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
