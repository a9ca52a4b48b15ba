import { ratioNumber, times } from '../../core/format.ts'
import type { LatencyFigure, LatencyRatio, LatencyState } from '../../records/latency.ts'

const NAMES: Readonly<Record<LatencyFigure, string>> = {
  firstTokenMs: 'TTFT',
  msPerToken: 'ms/token',
  totalMs: 'total time',
}

/** `TTFT`, `ms/token`, `total time`. */
export function latencyName(figure: LatencyFigure): string {
  return NAMES[figure]
}

/** `ms/token ×1.31 (95 %: 1.28 to 1.36)`. */
export function ratioText({ figure, ratio, interval: [low, high] }: LatencyRatio): string {
  return `${latencyName(figure)} ${times(ratio)} (95 %: ${ratioNumber(low)} to ${ratioNumber(high)})`
}

/** Keeps comparisons with the margin independent of the last digit of a division. */
const TOLERANCE = 1e-9

/** State and reason of a comparison with at least one judged ratio. */
export function judgeRatios(
  ratios: readonly LatencyRatio[],
  margin: number,
): {
  readonly state: Extract<LatencyState, 'slower' | 'suspect' | 'stable' | 'faster'>
  readonly reason: string
} {
  const judged = ratios.filter((each) => each.judged)
  const limit = 1 + margin
  const above = (value: number): boolean => value > limit + TOLERANCE
  const slower = judged.filter(({ interval }) => above(interval[0]))
  const suspect = judged.filter(({ ratio }) => above(ratio))
  const faster = judged.filter(({ interval }) => above(1 / interval[1]))
  const told = (some: readonly LatencyRatio[]): string => some.map(ratioText).join(', ')
  if (slower.length > 0)
    return { state: 'slower', reason: `${told(slower)}, beyond the margin of ${times(limit)}` }
  if (suspect.length > 0) {
    return { state: 'suspect', reason: `${told(suspect)}, but the interval does not exclude ${times(limit)}` }
  }
  if (faster.length > 0) return { state: 'faster', reason: told(faster) }
  return { state: 'stable', reason: `${told(judged)}, within the margin of ${times(limit)}` }
}
