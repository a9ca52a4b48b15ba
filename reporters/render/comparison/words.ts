import {
  duration,
  f1,
  integer,
  percent,
  plural,
  points,
  pointsInterval,
  pointsSize,
  pText,
  pValue,
  ratioNumber,
  signed,
  times,
} from '../../../plugin/core/format.ts'
import type { FieldF1Comparison } from '../../../plugin/records/verdict.ts'
import type {
  LatencyComparison,
  PairComparison,
  PairSummary,
  RankRange,
  ReportComparison,
} from '../../compare/types.ts'

/** `1`, or `1–3`. */
export function rankText([best, worst]: RankRange): string {
  return best === worst ? String(best) : `${best}–${worst}`
}

/** The conclusion in one sentence, and its tone. */
export interface Conclusion {
  readonly tone: 'worse' | 'better' | 'open' | 'warning'
  readonly text: string
}

/** `q4 is worse than q8`, or `no difference shown between q4 and q8`: two-sided p after Holm decides. */
export function differenceText({
  candidate,
  reference,
  difference,
  significant,
}: Pick<PairSummary, 'candidate' | 'reference' | 'difference' | 'significant'>): string {
  if (!significant) return `no difference shown between ${candidate} and ${reference}`
  return `${candidate} is ${difference > 0 ? 'better' : 'worse'} than ${reference}`
}

/** `8 lost, 0 gained, −5.1 points, p = 0.0039`. */
export function changeText({
  lost,
  gained,
  difference,
  pHolm,
}: Pick<PairSummary, 'lost' | 'gained' | 'difference' | 'pHolm'>): string {
  return `${integer(lost)} lost, ${integer(gained)} gained, ${points(difference)}, ${pText(pHolm)}`
}

/** `not shown to be non-inferior within 3.0 points`. */
export function withinMarginText(nonInferior: boolean, margin: number): string {
  return `${nonInferior ? '' : 'not shown to be '}non-inferior within ${pointsSize(margin)}`
}

/** The conclusion on a pair; the gate's one-sided rule is named where it gives another result. */
export function conclusion(pair: PairComparison): Conclusion {
  const { difference, significant, outcome } = pair
  const text = `${differenceText(pair)}: ${changeText(pair)}${marginWords(pair)}`
  if (significant) return { tone: difference > 0 ? 'better' : 'worse', text }
  const p = pair.paired[difference < 0 ? 'pWorse' : 'pBetter']
  return outcome === 'regression' || outcome === 'improved'
    ? {
        tone: 'warning',
        text: `${text}; the one-sided test of the gate would give "${outcome}" (${pText(p)})`,
      }
    : { tone: 'open', text }
}

/** `55.1 % → 53.2 %, −1.9 points (95 %: −5.6 to +1.6)`. */
export function exactText({ paired }: PairComparison): string {
  const { referenceExact, candidateExact, pairs, difference, differenceInterval } = paired
  return (
    `${percent(referenceExact / pairs)} → ${percent(candidateExact / pairs)}, ${points(difference)} ` +
    `(95 %: ${pointsInterval(differenceInterval)})`
  )
}

/** `5 lost, 2 gained; p worse 0.14, better 0.86, two-sided 0.29`. */
export function testText({ lost, gained, paired, p, pHolm }: PairComparison, pairs: number): string {
  const holm = pairs > 1 ? `, after Holm over ${pairs} pairs ${pValue(pHolm)}` : ''
  return (
    `${lost} lost, ${gained} gained; McNemar mid-p: worse ${pValue(paired.pWorse)}, ` +
    `better ${pValue(paired.pBetter)}, two-sided ${pValue(p)}${holm}`
  )
}

/** A metric with a number for each example, such as FieldF1: both means, their difference and its interval. */
export function meanText({ reference, candidate, difference, interval }: FieldF1Comparison): string {
  const [low, high] = interval
  return (
    `${f1(reference)} → ${f1(candidate)}, ${signed(difference, 3)} ` +
    `(95 %: ${signed(low, 3)} to ${signed(high, 3)})`
  )
}

/** The minimum detectable effect with this number of examples. */
export function powerText({ paired }: PairComparison): string {
  const { detectableLoss, pairs } = paired
  if (detectableLoss === null)
    return `${plural(pairs, 'example is', 'examples are')} too few to detect any loss.`
  return (
    `${plural(pairs, 'example detects', 'examples detect')} a true loss of ${pointsSize(detectableLoss)} with 80 % probability (one-sided test), ` +
    'if nothing is gained; a smaller one is likely to be missed.'
  )
}

/** Null when no margin was given. */
export function marginText({ nonInferiority, candidate }: PairComparison): string | null {
  if (nonInferiority === null) return null
  const { nonInferior, margin, lossUpperBound, alpha } = nonInferiority
  const question = `${candidate} at most ${pointsSize(margin)} worse: `
  const level = `${(100 * (1 - alpha)).toFixed(0)} % bound`
  const loss = pointsSize(lossUpperBound)
  if (nonInferior && lossUpperBound <= 0) return `${question}non-inferior; it is not worse at all (${level})`
  return nonInferior
    ? `${question}non-inferior; the loss is below ${loss} (${level})`
    : `${question}not shown to be non-inferior; the loss may be ${loss} (${level})`
}

/** Addition to the sentence on a pair if a margin is given. */
function marginWords({ nonInferiority }: PairComparison): string {
  if (nonInferiority === null) return ''
  return `; ${withinMarginText(nonInferiority.nonInferior, nonInferiority.margin)}`
}

export function agreementText({ agreement, paired }: PairComparison): string {
  const { pairs, sameText, sameOutcome, kappa } = agreement
  return (
    `${percent(sameText / pairs)} of the completions have the same text; both exact ${paired.bothHit}, both missed ` +
    `${paired.bothMiss}, so ${percent(sameOutcome / pairs)} agree` +
    (kappa === null ? '' : ` (kappa ${signed(kappa, 2).replace(/^[+±]/, '')})`)
  )
}

/** A line for each kind of duration, or the reason why there are no durations. */
export function latencyTexts(latency: LatencyComparison): readonly string[] {
  if (!latency.compared) return [`not compared: ${latency.reason}`]
  const rows = [
    ['total time', latency.totalMs, duration],
    ['first token', latency.firstTokenMs, duration],
    ['each token', latency.msPerToken, duration],
  ] as const
  const lines = rows.flatMap(([name, ratio, show]) =>
    ratio === null
      ? []
      : [
          `${name} ${times(ratio.ratio)} (95 %: ${ratioNumber(ratio.interval[0])} to ` +
            `${ratioNumber(ratio.interval[1])}), p50 ${show(ratio.reference)} → ${show(ratio.candidate)}`,
        ],
  )
  if (lines.length === 0) return ['not compared: fewer than ten examples have times in both runs']
  const load = latency.concurrency > 1 ? [`at a concurrency of ${latency.concurrency}`] : []
  return [...lines, ...load]
}

/** Explanation of the ranks, below the table of runs. */
export function rankNote({ alpha, runs }: ReportComparison): string {
  const adjusted = runs.length > 2 ? ', Holm over all pairs' : ''
  return `A rank is the range of ranks that the tests leave open (two-sided, α ${alpha}${adjusted}); runs without a significant difference are ties and share ranks.`
}

/** Slices in which an example changed, the most significant first. */
export function changedSlices(pair: PairComparison): PairComparison['slices'] {
  return pair.slices
    .filter(({ lost, gained }) => lost + gained > 0)
    .sort((a, b) => a.p - b.p || Math.abs(b.difference) - Math.abs(a.difference))
}
