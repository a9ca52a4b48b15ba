import {
  duration,
  f1,
  f1Interval,
  integer,
  percent,
  percentInterval,
  plural,
  points,
  pointsInterval,
  pointsNumber,
  pointsSize,
  pText,
  pValue,
  ratioNumber,
  signed,
  times,
} from '../../../plugin/core/format.ts'
import type { FieldF1Comparison } from '../../../plugin/records/comparison.ts'
import {
  type GateMetric,
  isRate,
  metricLabel,
  OWN_METRIC,
  rightWord,
} from '../../../plugin/records/gate-metric.ts'
import type {
  ComparedRun,
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
  mean,
  pHolm,
}: Pick<PairSummary, 'lost' | 'gained' | 'difference' | 'mean' | 'pHolm'>): string {
  if (mean !== undefined) {
    return `${integer(mean.fell)} lower, ${integer(mean.rose)} higher, ${signed(difference, 3)}, ${pText(pHolm)}`
  }
  return `${integer(lost)} lost, ${integer(gained)} gained, ${points(difference)}, ${pText(pHolm)}`
}

/** `not shown to be non-inferior within 3.0 points`; `size` writes the margin in the unit of the metric. */
export function withinMarginText(
  nonInferior: boolean,
  margin: number,
  size: (value: number) => string = pointsSize,
): string {
  return `${nonInferior ? '' : 'not shown to be '}non-inferior within ${size(margin)}`
}

/** Writes a size in the unit of the metric of a pair: points of a rate, else a number. */
export function sizeOf({ mean }: Pick<PairSummary, 'mean'>): (value: number) => string {
  return mean === undefined ? pointsSize : f1
}

/** `−5.1` points, or `−0.012` of a mean. */
export function differenceNumber({ difference, mean }: Pick<PairSummary, 'difference' | 'mean'>): string {
  return mean === undefined ? pointsNumber(difference) : signed(difference, 3)
}

/** `−8.6 to −1.4` points, or `−0.030 to +0.006` of a mean. */
export function differenceIntervalText({
  differenceInterval: [low, high],
  mean,
}: Pick<PairSummary, 'differenceInterval' | 'mean'>): string {
  return mean === undefined ? pointsInterval([low, high]) : `${signed(low, 3)} to ${signed(high, 3)}`
}

/** Examples that got worse and better: lost and gained, or with a lower and a higher value of a mean. */
export function changedCounts({ lost, gained, mean }: Pick<PairSummary, 'lost' | 'gained' | 'mean'>): {
  readonly titles: readonly [string, string]
  readonly counts: readonly [number, number]
} {
  return mean === undefined
    ? { titles: ['lost', 'gained'], counts: [lost, gained] }
    : { titles: ['lower', 'higher'], counts: [mean.fell, mean.rose] }
}

/** A figure of a run and its interval, of the metric that is compared or of another one. */
export interface RunFigure {
  readonly title: string
  readonly value: string
  readonly interval: string
}

/** The metric of a comparison, then JSONExact and FieldF1 where they are not it, then schema compliance. */
export function runFigures(run: ComparedRun, metric: GateMetric): readonly [RunFigure, ...RunFigure[]] {
  const rate = (title: string, value: number | null, interval: ComparedRun['valueInterval']): RunFigure => ({
    title,
    value: percent(value),
    interval: percentInterval(interval),
  })
  const mean = (title: string, value: number | null, interval: ComparedRun['valueInterval']): RunFigure => ({
    title,
    value: f1(value),
    interval: f1Interval(interval),
  })
  const first = (isRate(metric) ? rate : mean)(metricLabel(metric), run.value, run.valueInterval)
  const others = [
    rate(metricLabel('jsonExact'), run.jsonExact, run.jsonExactInterval),
    mean(metricLabel('fieldF1'), run.fieldF1, run.fieldF1Interval),
  ]
  return [first, ...others.filter(({ title }) => title !== first.title)]
}

/** What a pair shows of each metric, the compared one first. */
export function metricFacts(pair: PairComparison, metric: GateMetric): (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [
    [metricLabel(metric), pair.mean === undefined ? exactText(pair) : meanText(pair.mean)],
  ]
  if (pair.mean !== undefined) facts.push([metricLabel('jsonExact'), exactText(pair)])
  return facts
}

/** The other metrics of a pair. */
export function otherFacts(pair: PairComparison, metric: GateMetric): (readonly [string, string])[] {
  const { fieldF1, ownMetric } = pair
  const facts: (readonly [string, string])[] = []
  if (fieldF1 !== null && metric !== 'fieldF1') facts.push([metricLabel('fieldF1'), meanText(fieldF1)])
  if (ownMetric !== undefined && metric !== OWN_METRIC)
    facts.push([metricLabel(OWN_METRIC), meanText(ownMetric)])
  return facts
}

/** The conclusion on a pair; the gate's one-sided rule is named where it gives another result. */
export function conclusion(pair: PairComparison): Conclusion {
  const { difference, significant, outcome } = pair
  const text = `${differenceText(pair)}: ${changeText(pair)}${marginWords(pair)}`
  if (significant) return { tone: difference > 0 ? 'better' : 'worse', text }
  const p = (pair.mean ?? pair.paired)[difference < 0 ? 'pWorse' : 'pBetter']
  return outcome === 'regression' || outcome === 'improved'
    ? {
        tone: 'warning',
        text: `${text}; the one-sided test of the gate would give "${outcome}" (${pText(p)})`,
      }
    : { tone: 'open', text }
}

/** `55.1 % → 53.2 %, −1.9 points (95 %: −5.6 to +1.6)`. */
function exactText({ paired }: PairComparison): string {
  const { referenceExact, candidateExact, pairs, difference, differenceInterval } = paired
  return (
    `${percent(referenceExact / pairs)} → ${percent(candidateExact / pairs)}, ${points(difference)} ` +
    `(95 %: ${pointsInterval(differenceInterval)})`
  )
}

/** `5 lost, 2 gained; p worse 0.14, better 0.86, two-sided 0.29`. */
export function testText(pair: PairComparison, pairs: number): string {
  const { mean, paired, p, pHolm } = pair
  const holm = pairs > 1 ? `, after Holm over ${pairs} pairs ${pValue(pHolm)}` : ''
  const { titles, counts } = changedCounts(pair)
  const { pWorse, pBetter } = mean ?? paired
  return (
    `${counts[0]} ${titles[0]}, ${counts[1]} ${titles[1]}; ${mean === undefined ? 'McNemar' : 'permutation test,'} mid-p: worse ${pValue(pWorse)}, ` +
    `better ${pValue(pBetter)}, two-sided ${pValue(p)}${holm}`
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
export function powerText({ paired, mean }: PairComparison): string {
  const { detectableLoss, pairs } = mean ?? paired
  if (mean !== undefined) {
    return detectableLoss === null
      ? `${plural(pairs, 'example has', 'examples have')} too few differences to estimate what can be detected.`
      : `${plural(pairs, 'example detects', 'examples detect')} a true loss of ${f1(detectableLoss)} with 80 % probability (one-sided test), if differences scatter as these do.`
  }
  if (detectableLoss === null)
    return `${plural(pairs, 'example is', 'examples are')} too few to detect any loss.`
  return (
    `${plural(pairs, 'example detects', 'examples detect')} a true loss of ${pointsSize(detectableLoss)} with 80 % probability (one-sided test), ` +
    'if nothing is gained; a smaller one is likely to be missed.'
  )
}

/** Null when no margin was given. */
export function marginText(pair: PairComparison): string | null {
  const { nonInferiority, candidate } = pair
  if (nonInferiority === null) return null
  const { nonInferior, margin, lossUpperBound, alpha } = nonInferiority
  const size = sizeOf(pair)
  const question = `${candidate} at most ${size(margin)} worse: `
  const level = `${(100 * (1 - alpha)).toFixed(0)} % bound`
  const loss = size(lossUpperBound)
  if (nonInferior && lossUpperBound <= 0) return `${question}non-inferior; it is not worse at all (${level})`
  return nonInferior
    ? `${question}non-inferior; the loss is below ${loss} (${level})`
    : `${question}not shown to be non-inferior; the loss may be ${loss} (${level})`
}

/** Addition to the sentence on a pair if a margin is given. */
function marginWords(pair: PairComparison): string {
  const { nonInferiority } = pair
  if (nonInferiority === null) return ''
  return `; ${withinMarginText(nonInferiority.nonInferior, nonInferiority.margin, sizeOf(pair))}`
}

export function agreementText({ agreement, paired }: PairComparison, metric: GateMetric): string {
  const { pairs, sameText, sameOutcome, kappa } = agreement
  const same =
    sameText === null
      ? 'the texts of the completions are not in the reports'
      : `${percent(sameText / pairs)} of the completions have the same text`
  return (
    `${same}; both ${rightWord(metric)} ${paired.bothHit}, both missed ` +
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
