import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BOOTSTRAP_LIMIT,
  bootstrapMeanInterval,
  bootstrapMeanPercentiles,
  MeanSample,
  samplePercentiles,
} from './bootstrap.ts'
import { createRandomSource } from './random.ts'

const scores = (count: number, seed: number): number[] => {
  const random = createRandomSource(String(seed))
  return Array.from({ length: count }, () => (random.int(0, 2) === 0 ? random.next() : 1))
}
const interval = (values: readonly number[], confidence?: number): readonly [number, number] =>
  bootstrapMeanInterval(values, confidence) ?? [Number.NaN, Number.NaN]
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length

/** All n^n resamples of a few values, each as likely: the distribution that resampling approximates. */
function everyMean(values: readonly number[]): number[] {
  let sums = [0]
  for (let i = 0; i < values.length; i += 1) sums = sums.flatMap((sum) => values.map((v) => sum + v))
  return sums.map((sum) => sum / values.length).sort((a, b) => a - b)
}

describe('bootstrapMeanInterval', () => {
  test('agrees with all 46,656 resamples of six values', () => {
    const values = [0, 0.25, 0.5, 0.8, 0.9, 1]
    const all = everyMean(values)
    const exact = [all[Math.ceil(0.025 * all.length) - 1] ?? 0, all[Math.ceil(0.975 * all.length) - 1] ?? 0]
    const [low, high] = interval(values)
    expect(low).toBeCloseTo(exact[0] ?? 0, 1)
    expect(Math.abs(low - (exact[0] ?? 0))).toBeLessThan(0.03)
    expect(Math.abs(high - (exact[1] ?? 0))).toBeLessThan(0.03)
  })

  test('null without values; a constant has no width; one value is itself', () => {
    expect(bootstrapMeanInterval([])).toBeNull()
    expect(bootstrapMeanInterval([0.1, 0.1, 0.1])).toEqual([0.1, 0.1])
    expect(bootstrapMeanInterval([0.7])).toEqual([0.7, 0.7])
  })

  test('is the same every time', () => {
    const values = scores(158, 7)
    expect(bootstrapMeanInterval(values)).toEqual(bootstrapMeanInterval([...values]))
  })

  test('resampling and its expansion agree at the limit between them', () => {
    const values = scores(BOOTSTRAP_LIMIT, 3)
    const resampled = interval(values)
    // The last value once more: nothing changes but the method.
    const expanded = interval([...values, mean(values)])
    const width = resampled[1] - resampled[0]
    expect(Math.abs(expanded[0] - resampled[0]) / width).toBeLessThan(0.05)
    expect(Math.abs(expanded[1] - resampled[1]) / width).toBeLessThan(0.05)
  })

  test('the expansion leans with the skew, as resampling does', () => {
    // 1 % zeros and the rest ones: the mean can fall further than it can rise.
    const values = Array.from({ length: 2000 }, (_, i) => (i % 100 === 0 ? 0 : 1))
    const [low, high] = interval(values)
    expect(mean(values) - low).toBeGreaterThan(high - mean(values))
    // scipy.stats.binom.ppf([0.025, 0.975], 2000, 0.99) / 2000 = 0.9855, 0.994: the exact bootstrap distribution.
    expect(low).toBeCloseTo(0.9855, 3)
    expect(high).toBeCloseTo(0.994, 3)
  })

  test('holds the mean, stays in the range, shifts with the values, widens with the confidence', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 60 })
    fc.assert(
      fc.property(values, (v) => {
        const [low, high] = interval(v)
        expect(low).toBeGreaterThanOrEqual(Math.min(...v) - 1e-12)
        expect(high).toBeLessThanOrEqual(Math.max(...v) + 1e-12)
        expect(low).toBeLessThanOrEqual(high)
        const shifted = interval(v.map((x) => x + 1))
        expect(shifted[0]).toBeCloseTo(low + 1, 9)
        const wide = interval(v, 0.99)
        expect(wide[0]).toBeLessThanOrEqual(low)
        expect(wide[1]).toBeGreaterThanOrEqual(high)
      }),
      { numRuns: 25 },
    )
  })

  test('covers the true mean about as often as it says', () => {
    const random = createRandomSource('coverage')
    let covered = 0
    for (let run = 0; run < 200; run += 1) {
      const [low, high] = interval(Array.from({ length: 60 }, random.next))
      if (low <= 0.5 && high >= 0.5) covered += 1
    }
    expect(covered / 200).toBeGreaterThan(0.9)
    expect(covered / 200).toBeLessThan(0.985)
  })

  test('columns are resampled together and do not disturb each other', () => {
    const a = Float64Array.from(scores(100, 1))
    const b = Float64Array.from(scores(100, 2))
    const [alone] = bootstrapMeanPercentiles([a], [0.025, 0.975])
    const [first, second] = bootstrapMeanPercentiles([a, b], [0.025, 0.975])
    expect(first).toEqual(alone)
    expect(second).not.toEqual(first)
  })
})

describe('MeanSample', () => {
  test('gives the expansion of the moments of two passes', () => {
    const values = scores(5_000, 3)
    const n = values.length
    const mean = values.reduce((sum, value) => sum + value, 0) / n
    const power = (k: number): number => values.reduce((sum, value) => sum + (value - mean) ** k, 0) / n
    const [second, third, fourth] = [power(2), power(3), power(4)]
    const [skew, excess] = [third / second ** 1.5 / Math.sqrt(n), (fourth / second ** 2 - 3) / n]
    const z = 1.959963984540054
    const at = (sign: number): number =>
      mean +
      Math.sqrt(second / n) *
        (sign * z +
          (skew * (z * z - 1)) / 6 +
          sign * ((excess * (z ** 3 - 3 * z)) / 24 - (skew * skew * (2 * z ** 3 - 5 * z)) / 36))
    const [[low, high] = []] = samplePercentiles([MeanSample.of(values)], [0.025, 0.975])
    expect(low).toBeCloseTo(at(-1), 12)
    expect(high).toBeCloseTo(at(1), 12)
  })

  test('keeps no more values than are resampled', () => {
    expect(MeanSample.of(scores(5_000, 3)).first).toHaveLength(BOOTSTRAP_LIMIT)
  })
})
