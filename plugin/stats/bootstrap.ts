import { normalQuantile } from './normal-quantile.ts'
import { createRandomSource } from './random.ts'
import type { Interval } from './types.ts'

/** Seed of every bootstrap: the same run always prints the same interval. */
const BOOTSTRAP_SEED = 'EDGE'
/** Resamples. With 1,999 the 2.5 and 97.5 % points are the 50th and the 1,950th mean, without interpolation. */
const BOOTSTRAP_RESAMPLES = 1999
/** Up to this many values are resampled; for more, the same percentiles are computed from an expansion. */
export const BOOTSTRAP_LIMIT = 250

/** Percentiles of the means of resamples; all columns share the draws. `columns` have the same length. */
function resample(columns: readonly Float64Array[], probabilities: readonly number[]): number[][] {
  const n = columns[0]?.length ?? 0
  const random = createRandomSource(BOOTSTRAP_SEED)
  const means = columns.map(() => new Float64Array(BOOTSTRAP_RESAMPLES))
  const draws = new Uint32Array(n)
  for (let r = 0; r < BOOTSTRAP_RESAMPLES; r += 1) {
    for (let i = 0; i < n; i += 1) draws[i] = random.index(n)
    columns.forEach((column, c) => {
      let sum = 0
      for (let i = 0; i < n; i += 1) sum += column[draws[i] as number] as number
      const target = means[c]
      if (target !== undefined) target[r] = sum / n
    })
  }
  return means.map((sample) => {
    sample.sort()
    return probabilities.map((p) => {
      const rank = Math.round((BOOTSTRAP_RESAMPLES + 1) * p)
      return sample[Math.min(BOOTSTRAP_RESAMPLES, Math.max(1, rank)) - 1] ?? Number.NaN
    })
  })
}

/**
 * Values of which the bootstrap needs the mean: the first {@link BOOTSTRAP_LIMIT} of them, and the moments of all. It takes the
 * same space for any number of values.
 */
export class MeanSample {
  readonly #first: number[] = []
  #count = 0
  #mean = 0
  #low = Number.POSITIVE_INFINITY
  #high = Number.NEGATIVE_INFINITY
  /** Sums of the second, third and fourth powers of the deviations from the mean. */
  #second = 0
  #third = 0
  #fourth = 0

  static of(values: Iterable<number>): MeanSample {
    const sample = new MeanSample()
    for (const value of values) sample.add(value)
    return sample
  }

  /** Source of the update: Pébay, Formulas for Robust, One-Pass Parallel Computation of Covariances and Moments, 2008. */
  add(value: number): void {
    if (this.#count < BOOTSTRAP_LIMIT) this.#first.push(value)
    const before = this.#count
    const n = before + 1
    this.#count = n
    this.#low = Math.min(this.#low, value)
    this.#high = Math.max(this.#high, value)
    const delta = value - this.#mean
    const step = delta / n
    const square = step * step
    const term = delta * step * before
    this.#mean += step
    this.#fourth += term * square * (n * n - 3 * n + 3) + 6 * square * this.#second - 4 * step * this.#third
    this.#third += term * step * (n - 2) - 3 * step * this.#second
    this.#second += term
  }

  get count(): number {
    return this.#count
  }

  /** The values where they are at most {@link BOOTSTRAP_LIMIT}, otherwise the first of them. */
  get first(): readonly number[] {
    return this.#first
  }

  /**
   * Percentiles of the mean without resampling: the Cornish–Fisher expansion of the bootstrap distribution of a mean, to the terms
   * in 1/n (Hall, The Bootstrap and Edgeworth Expansion, 1992, §2.5 and §3.5). From a few hundred values on, what it leaves out is
   * below the noise of 1,999 resamples, and it costs one pass.
   */
  expand(probabilities: readonly number[]): number[] {
    const n = this.#count
    const [second, third, fourth] = [this.#second / n, this.#third / n, this.#fourth / n]
    // Skewness and excess kurtosis of the mean of n draws.
    const skew = second === 0 ? 0 : third / second ** 1.5 / Math.sqrt(n)
    const excess = second === 0 ? 0 : (fourth / second ** 2 - 3) / n
    return probabilities.map((p) => {
      const z = normalQuantile(p)
      const lean = (skew * (z * z - 1)) / 6
      const bulge = (excess * (z ** 3 - 3 * z)) / 24 - (skew * skew * (2 * z ** 3 - 5 * z)) / 36
      return Math.min(
        this.#high,
        Math.max(this.#low, this.#mean + Math.sqrt(second / n) * (z + lean + bulge)),
      )
    })
  }
}

/**
 * Percentiles of the bootstrap distribution of the mean of each column (Efron's percentile method). Columns hold
 * different scores of the same examples and are resampled together. Empty columns give empty lists.
 */
export function bootstrapMeanPercentiles(
  columns: readonly Float64Array[],
  probabilities: readonly number[],
): number[][] {
  return samplePercentiles(
    columns.map((column) => MeanSample.of(column)),
    probabilities,
  )
}

/** {@link bootstrapMeanPercentiles} of columns whose values came one by one. */
export function samplePercentiles(
  samples: readonly MeanSample[],
  probabilities: readonly number[],
): number[][] {
  const n = samples[0]?.count ?? 0
  if (n === 0) return samples.map(() => [])
  if (n > BOOTSTRAP_LIMIT) return samples.map((sample) => sample.expand(probabilities))
  const columns = samples.map(({ first }) => Float64Array.from(first))
  // A constant column needs no resampling (skipping it keeps its interval free of rounding). Modes often give
  // equal scores to every example; equal columns are resampled once.
  const varied: Float64Array[] = []
  const places = columns.map((column) => {
    if (column.every((value) => value === column[0])) return -1
    const twin = varied.findIndex((other) => other.every((value, index) => value === column[index]))
    return twin === -1 ? varied.push(column) - 1 : twin
  })
  const percentiles = varied.length === 0 ? [] : resample(varied, probabilities)
  return columns.map((column, index) => {
    const found = percentiles[places[index] ?? -1]
    return found ? [...found] : probabilities.map(() => column[0] ?? Number.NaN)
  })
}

/**
 * Percentile-bootstrap interval of the mean of `values`; null without values. Of the differences of two models on
 * the same examples it is the paired bootstrap of the difference.
 */
export function bootstrapMeanInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const [interval] = sampleIntervals([MeanSample.of(values)], confidence)
  return interval ?? null
}

/** The intervals of {@link bootstrapMeanInterval}, of samples of equal size. */
export function sampleIntervals(samples: readonly MeanSample[], confidence = 0.95): (Interval | null)[] {
  const tail = (1 - confidence) / 2
  return samplePercentiles(samples, [tail, 1 - tail]).map(([low, high]) =>
    low === undefined || high === undefined ? null : [low, high],
  )
}
