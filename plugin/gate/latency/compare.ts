import {
  LATENCY_FIGURES,
  type LatencyFigure,
  type LatencyRatio,
  type SampleTiming,
} from '../../records/latency.ts'
import type { PairedRatio } from '../../records/paired-ratio.ts'
import { medianRatio } from '../../stats/median-ratio.ts'
import { median } from '../../stats/percentile.ts'
import { decodePerToken, isMeasured, wholePerToken } from './figures.ts'

/** The values of one example in the baseline and in this run. */
type Pair = readonly [reference: number, candidate: number]

function pairOf(figure: LatencyFigure, before: SampleTiming, now: SampleTiming): Pair | null {
  const both = (of: (timing: SampleTiming) => number | null): Pair | null => {
    const [x, y] = [of(before), of(now)]
    return isMeasured(x) && isMeasured(y) ? [x, y] : null
  }
  // Both sides use the same definition: if one side has only the total time, the other side's total time is
  // used too.
  return figure === 'msPerToken'
    ? (both(decodePerToken) ?? both(wholePerToken))
    : both((each) => each[figure])
}

/** The median of the ratios with its interval, and the medians of both sides; null with too few pairs for an interval. */
export function pairedRatio(
  pairs: readonly Pair[],
): Pick<PairedRatio, 'reference' | 'candidate' | 'ratio' | 'interval'> | null {
  const result = medianRatio(pairs.map(([before, now]) => now / before))
  const reference = median(pairs.map(([before]) => before))
  const candidate = median(pairs.map(([, now]) => now))
  if (result === null || reference === null || candidate === null) return null
  return { reference, candidate, ...result }
}

/**
 * This sample against the baseline's, example by example where the prompt is the same. A figure without
 * enough pairs is left out. Judged are the time to first token and the time per token, which do not depend on
 * the length of the completion; the total time only if no tokens were counted. With two figures at 2.5 %
 * each, the probability of a false `slower` is 5 %.
 */
export function compareTimings(
  reference: readonly SampleTiming[],
  candidate: readonly SampleTiming[],
): LatencyRatio[] {
  const now = new Map(candidate.map((timing) => [timing.id, timing]))
  const compared = LATENCY_FIGURES.flatMap((figure) => {
    const pairs = reference.flatMap((before) => {
      const after = now.get(before.id)
      const pair = after?.prompt === before.prompt ? pairOf(figure, before, after) : null
      return pair === null ? [] : [pair]
    })
    const ratio = pairedRatio(pairs)
    return ratio === null ? [] : { figure, pairs: pairs.length, ...ratio }
  })
  const counted = compared.some(({ figure }) => figure === 'msPerToken')
  return compared.map((each) => ({ ...each, judged: each.figure !== 'totalMs' || !counted }))
}
