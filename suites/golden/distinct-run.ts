import type { Percentiles } from '../../plugin/records/percentiles.ts'
import type { Latency } from '../../plugin/records/run-latency.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import type { Slice } from '../../plugin/records/slice.ts'

/**
 * Numbers that no other figure of the report has, also after rounding: rates one tenth of a point apart, durations and
 * counts that share no text. A renderer that shows one figure in place of another changes the snapshot.
 */
class DistinctNumbers {
  #rate = 0.101
  #count = 10
  #milliseconds = 11

  rate(): number {
    this.#rate += 0.00113
    if (this.#rate > 0.99) this.#rate = 0.10155
    return this.#rate
  }

  count(): number {
    this.#count += 1
    while (!isPrime(this.#count)) this.#count += 1
    return this.#count
  }

  milliseconds(): number {
    this.#milliseconds *= 1.11
    return this.#milliseconds
  }
}

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false
  return value > 1
}

/** The report with every figure replaced: it belongs to no run, but all its numbers are different. */
export function distinctRun(report: LoadedReport): LoadedReport {
  const numbers = new DistinctNumbers()
  const slices = (group: Readonly<Record<string, Slice>>): Record<string, Slice> =>
    Object.fromEntries(Object.entries(group).map(([key, slice]) => [key, distinctSlice(slice, numbers)]))
  const totals = distinctSlice(report.totals, numbers)
  const latency = distinctLatency(numbers)
  const { verdict } = report
  const { comparison } = verdict
  return {
    ...report,
    name: 'distinct',
    durationMs: numbers.milliseconds(),
    replayed: false,
    resumed: numbers.count(),
    totals,
    byComplexity: slices(report.byComplexity),
    bySchema: slices(report.bySchema),
    bySource: slices(report.bySource),
    errorClasses: mapValues(report.errorClasses, () => numbers.count()),
    latency,
    verdict: {
      ...verdict,
      comparison:
        comparison === null
          ? null
          : {
              ...comparison,
              pairs: 1009,
              referenceExact: 887,
              candidateExact: 659,
              difference: -0.226,
              differenceInterval: [-0.2713, -0.1827],
              pWorse: 0.00237,
              pBetter: 0.9763,
              detectableLoss: 0.0371,
            },
      fieldF1:
        verdict.fieldF1 === null
          ? null
          : {
              ...verdict.fieldF1,
              reference: 0.9431,
              candidate: 0.8297,
              difference: -0.1134,
              interval: [-0.1511, -0.0757],
            },
    },
    cases: report.cases.map((each) => ({
      ...each,
      completion:
        each.completion === null
          ? null
          : {
              ...each.completion,
              replayed: false,
              tokensIn: numbers.count(),
              tokensOut: numbers.count(),
              timings: {
                queueMs: numbers.count(),
                prefillMs: numbers.count(),
                firstTokenMs: numbers.count(),
                decodeMs: numbers.count(),
                totalMs: numbers.count(),
              },
            },
      scores:
        each.scores === null
          ? null
          : mapModes(each.scores, (scores) => ({
              ...scores,
              fieldF1: numbers.rate(),
              precision: numbers.rate(),
              recall: numbers.rate(),
            })),
    })),
  }
}

function mapModes(
  scores: NonNullable<LoadedReport['cases'][number]['scores']>,
  change: (mode: typeof scores.lenient) => typeof scores.lenient,
): typeof scores {
  return {
    ...scores,
    strict: change(scores.strict),
    lenient: change(scores.lenient),
    official: change(scores.official),
  }
}

function mapValues<Key extends string>(record: Readonly<Record<Key, number>>, value: () => number) {
  return Object.fromEntries(Object.keys(record).map((key) => [key, value()])) as Record<Key, number>
}

function distinctSlice(slice: Slice, numbers: DistinctNumbers): Slice {
  const rates = (mode: Slice['lenient']): Slice['lenient'] =>
    Object.fromEntries(
      Object.keys(mode).map((key) => [
        key,
        key.endsWith('Interval') ? [numbers.rate(), numbers.rate()] : numbers.rate(),
      ]),
    ) as unknown as Slice['lenient']
  return {
    examples: numbers.count(),
    scored: numbers.count(),
    failed: numbers.count(),
    exact: numbers.count(),
    strict: rates(slice.strict),
    lenient: rates(slice.lenient),
    official: rates(slice.official),
  }
}

function distinctLatency(numbers: DistinctNumbers): Latency {
  const percentiles = (): Percentiles => ({
    count: numbers.count(),
    mean: numbers.milliseconds(),
    p50: numbers.milliseconds(),
    p90: numbers.milliseconds(),
    p95: numbers.milliseconds(),
    max: numbers.milliseconds(),
    intervals: {
      p50: [numbers.milliseconds(), numbers.milliseconds()],
      p90: [numbers.milliseconds(), numbers.milliseconds()],
      p95: [numbers.milliseconds(), numbers.milliseconds()],
    },
  })
  return {
    measured: 'live',
    concurrency: 7,
    firstTokenMs: percentiles(),
    msPerToken: percentiles(),
    queueMs: percentiles(),
    totalMs: percentiles(),
    tokensIn: numbers.count(),
    cachedTokensIn: 6,
    tokensOut: numbers.count(),
    tokensPerSecond: 431.7,
    generation: {
      startedAt: '2026-11-22T10:00:00.000Z',
      endedAt: '2026-11-22T10:05:00.000Z',
      wallMs: 271_300,
      completions: numbers.count(),
      tokensOut: 117_119,
      shards: 1,
    },
    sequenceTokensPerSecond: 61.9,
    speculation: {
      completions: numbers.count(),
      drafted: 5003,
      accepted: 3001,
      acceptanceRate: 0.5998,
      tokensPerStep: 2.71,
    },
  }
}

/** Every number of a report's figures, for the test that all are different. */
export function figuresOf({ totals, latency, errorClasses }: LoadedReport): number[] {
  const found: number[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'number') found.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
  }
  walk([totals, latency, errorClasses])
  return found
}
