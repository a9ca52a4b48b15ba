import { ratioNumber, times } from '../../core/format.ts'
import type { LatencyFigure, LatencyRatio, LatencyState } from '../../records/latency.ts'
import type { PairedRatio } from '../../records/paired-ratio.ts'

const NAMES: Readonly<Record<LatencyFigure, string>> = {
  firstTokenMs: 'TTFT',
  msPerToken: 'ms/token',
  totalMs: 'total time',
}

/** `TTFT`, `ms/token`, `total time`. */
export function latencyName(figure: LatencyFigure): string {
  return NAMES[figure]
}

/** `×1.31 (95 %: 1.28 to 1.36)`. */
export function ratioText({ ratio, interval: [low, high] }: Pick<PairedRatio, 'ratio' | 'interval'>): string {
  return `${times(ratio)} (95 %: ${ratioNumber(low)} to ${ratioNumber(high)})`
}

/** `ms/token ×1.31 (95 %: 1.28 to 1.36)`. */
export function latencyRatioText(ratio: LatencyRatio): string {
  return `${latencyName(ratio.figure)} ${ratioText(ratio)}`
}

/** Keeps comparisons with the margin independent of the last digit of a division. */
const TOLERANCE = 1e-9

/**
 * Where the judged ratios lie: `above`, `below` the margin with their interval, `suspect` above it with their median alone, or
 * `within`; and the ratios that say so.
 */
export function beyondMargin<R extends Pick<PairedRatio, 'ratio' | 'interval' | 'judged'>>(
  ratios: readonly R[],
  margin: number,
): { readonly state: 'above' | 'suspect' | 'below' | 'within'; readonly told: readonly R[] } {
  const judged = ratios.filter((each) => each.judged)
  const beyond = (value: number): boolean => value > 1 + margin + TOLERANCE
  const above = judged.filter(({ interval }) => beyond(interval[0]))
  if (above.length > 0) return { state: 'above', told: above }
  const suspect = judged.filter(({ ratio }) => beyond(ratio))
  if (suspect.length > 0) return { state: 'suspect', told: suspect }
  const below = judged.filter(({ interval }) => beyond(1 / interval[1]))
  return below.length > 0 ? { state: 'below', told: below } : { state: 'within', told: judged }
}

/** State and reason of a comparison with at least one judged ratio. */
export function judgeRatios(
  ratios: readonly LatencyRatio[],
  margin: number,
): {
  readonly state: Extract<LatencyState, 'slower' | 'suspect' | 'stable' | 'faster'>
  readonly reason: string
} {
  const limit = times(1 + margin)
  const { state, told } = beyondMargin(ratios, margin)
  const text = told.map(latencyRatioText).join(', ')
  switch (state) {
    case 'above':
      return { state: 'slower', reason: `${text}, beyond the margin of ${limit}` }
    case 'suspect':
      return { state: 'suspect', reason: `${text}, but the interval does not exclude ${limit}` }
    case 'below':
      return { state: 'faster', reason: text }
    case 'within':
      return { state: 'stable', reason: `${text}, within the margin of ${limit}` }
  }
}
