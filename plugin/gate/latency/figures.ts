import { percentiles } from '../../aggregation/latency.ts'
import type { LatencyFigure, LatencySample, SampleTiming } from '../../records/latency.ts'

/** Zero, negative or non-finite durations count as not measured. */
export const isMeasured = (ms: number | null): ms is number => ms !== null && Number.isFinite(ms) && ms > 0

/** Decode time divided by the tokens after the first; null if the engine does not report it. */
export function decodePerToken({ decodeMs, tokensOut }: SampleTiming): number | null {
  return tokensOut === null || tokensOut < 2 || decodeMs === null ? null : decodeMs / (tokensOut - 1)
}

/** Total time divided by all tokens, for completions without a decode time or with one token only. */
export function wholePerToken({ totalMs, tokensOut }: SampleTiming): number | null {
  return tokensOut === null || tokensOut < 1 ? null : totalMs / tokensOut
}

function values(timings: readonly SampleTiming[], figure: LatencyFigure): (number | null)[] {
  if (figure !== 'msPerToken') return timings.map((timing) => timing[figure])
  const decode = timings.map(decodePerToken)
  return decode.some(isMeasured) ? decode : timings.map(wholePerToken)
}

/** Percentiles of a sample, with their intervals. */
export function sampleFigures(timings: readonly SampleTiming[], warmUp: number): LatencySample {
  const of = (figure: LatencyFigure) => percentiles(values(timings, figure).filter(isMeasured))
  return {
    examples: timings.length,
    warmUp,
    firstTokenMs: of('firstTokenMs'),
    msPerToken: of('msPerToken'),
    totalMs: of('totalMs'),
  }
}
