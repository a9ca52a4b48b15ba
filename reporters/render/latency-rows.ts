import { duration, ratioNumber, times } from '../../plugin/core/format.ts'
import { latencyName } from '../../plugin/gate/latency/judge.ts'
import { LATENCY_FIGURES, type LatencyRatio, type LatencyVerdict } from '../../plugin/records/latency.ts'
import type { Percentiles } from '../../plugin/records/percentiles.ts'

/** A figure of the latency sample, as a row of a table. */
export interface LatencyRow {
  readonly name: string
  readonly p50: string
  readonly p90: string
  readonly p95: string
  /** Median in the baseline. */
  readonly before: string
  /** `×1.31 (1.28 – 1.36)`, with a mark where it has no effect on the decision. */
  readonly ratio: string
}

/** The sample's figures with their intervals, next to the baseline's. */
export function latencyRows({ sample, ratios }: LatencyVerdict): LatencyRow[] {
  return LATENCY_FIGURES.flatMap((figure) => {
    const values = sample?.[figure] ?? null
    if (values === null) return []
    const ratio = ratios.find((each) => each.figure === figure)
    return {
      name: latencyName(figure),
      p50: withBounds(values, 'p50'),
      p90: withBounds(values, 'p90'),
      p95: withBounds(values, 'p95'),
      before: ratio === undefined ? '' : duration(ratio.reference),
      ratio: ratio === undefined ? '' : ratioCell(ratio),
    }
  })
}

function ratioCell({ ratio, interval: [low, high], judged }: LatencyRatio): string {
  return `${times(ratio)} (${ratioNumber(low)} – ${ratioNumber(high)})${judged ? '' : ', not judged'}`
}

/** A percentile with its bounds; a bound that cannot be computed from too few values is `…`. */
function withBounds(values: Percentiles, key: 'p50' | 'p90' | 'p95'): string {
  const [low, high] = values.intervals?.[key] ?? [null, null]
  const bound = (ms: number | null): string => (ms === null ? '…' : duration(ms))
  const text = duration(values[key])
  return low === null && high === null ? text : `${text} (${bound(low)} – ${bound(high)})`
}
