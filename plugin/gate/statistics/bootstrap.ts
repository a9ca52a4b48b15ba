import { normalQuantile } from './normal-quantile.ts'
import { createRandom } from './random.ts'
import type { Interval } from './types.ts'

/** Seed of every bootstrap ("EDGE" in ASCII): the same run always prints the same interval. */
export const BOOTSTRAP_SEED = 0x45444745
/** Resamples. With 1,999 the 2.5 and 97.5 % points are the 50th and the 1,950th mean, without interpolation. */
export const BOOTSTRAP_RESAMPLES = 1999
/** Up to this many values are resampled; beyond it the same percentiles come from their expansion. */
export const BOOTSTRAP_LIMIT = 1000

/** Percentiles of the means of resamples; all columns share the draws. `columns` have the same length. */
function resample(columns: readonly Float64Array[], probabilities: readonly number[]): number[][] {
  const n = columns[0]?.length ?? 0
  const random = createRandom(BOOTSTRAP_SEED)
  const means = columns.map(() => new Float64Array(BOOTSTRAP_RESAMPLES))
  const draws = new Uint32Array(n)
  for (let r = 0; r < BOOTSTRAP_RESAMPLES; r += 1) {
    for (let i = 0; i < n; i += 1) draws[i] = random(n)
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
 * The same percentiles without resampling: the Cornish–Fisher expansion of the bootstrap distribution of a mean,
 * whose error is of the order 1/n (Hall, The Bootstrap and Edgeworth Expansion, 1992, §2.5 and §3.5). At a thousand
 * values that is below the noise of 1,999 resamples, and it costs one pass.
 */
function expand(column: Float64Array, probabilities: readonly number[]): number[] {
  const n = column.length
  let mean = 0
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of column) {
    mean += value / n
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  let second = 0
  let third = 0
  for (const value of column) {
    const deviation = value - mean
    second += (deviation * deviation) / n
    third += (deviation * deviation * deviation) / n
  }
  const error = Math.sqrt(second / n)
  const skew = second === 0 ? 0 : third / second ** 1.5
  return probabilities.map((p) => {
    const z = normalQuantile(p)
    const point = mean + error * (z + (skew * (z * z - 1)) / (6 * Math.sqrt(n)))
    return Math.min(high, Math.max(low, point))
  })
}

/**
 * Percentiles of the bootstrap distribution of the mean of each column (Efron's percentile method). Columns hold
 * different scores of the same examples and are resampled together. Empty columns give empty lists.
 */
export function bootstrapMeanPercentiles(
  columns: readonly Float64Array[],
  probabilities: readonly number[],
): number[][] {
  const n = columns[0]?.length ?? 0
  if (n === 0) return columns.map(() => [])
  if (n > BOOTSTRAP_LIMIT) return columns.map((column) => expand(column, probabilities))
  // A constant column has nothing to resample; skipping it also keeps its interval free of rounding.
  const varied = columns.filter((column) => column.some((value) => value !== column[0]))
  const percentiles = varied.length === 0 ? [] : resample(varied, probabilities)
  return columns.map((column) => {
    const index = varied.indexOf(column)
    return percentiles[index] ?? probabilities.map(() => column[0] ?? Number.NaN)
  })
}

/**
 * Percentile-bootstrap interval of the mean of `values`; null without values. Of the differences of two models on
 * the same examples it is the paired bootstrap of the difference.
 */
export function bootstrapMeanInterval(values: readonly number[], confidence = 0.95): Interval | null {
  if (values.length === 0) return null
  const tail = (1 - confidence) / 2
  const [points] = bootstrapMeanPercentiles([Float64Array.from(values)], [tail, 1 - tail])
  const [low, high] = points ?? []
  return low === undefined || high === undefined ? null : [low, high]
}
