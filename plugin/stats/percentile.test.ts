import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentile, percentileInterval } from './percentile.ts'

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1)

describe('percentile', () => {
  test.each([
    [100, 0.5, 50],
    [100, 0.95, 95],
    [158, 0.95, 151],
    [3, 0.5, 2],
    [4, 0.5, 2],
    [1, 0.9, 1],
    [20, 0.95, 19],
    [30, 0.9, 27],
  ])('of 1..%d at %d is %d', (n, q, value) => {
    expect(percentile(upTo(n), q)).toBe(value)
  })

  test('of nothing is null', () => {
    expect(percentile([], 0.5)).toBeNull()
  })

  test('is the smallest value that a share q does not exceed', () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9, 0.95), (v, q) => {
        const sorted = v.sort((a, b) => a - b)
        const value = percentile(sorted, q) ?? Number.NaN
        const share = (limit: number): number => sorted.filter((x) => x <= limit).length / sorted.length
        expect(share(value)).toBeGreaterThanOrEqual(q - 1e-9)
        expect(share(value - 1)).toBeLessThan(q)
      }),
    )
  })
})

describe('percentileInterval', () => {
  test('p95 of 158 values lies between the 144th and the 156th', () => {
    expect(percentileInterval(upTo(158), 0.95)).toEqual([144, 156])
  })

  test('p50 of 100 values lies between the 40th and the 61st', () => {
    expect(percentileInterval(upTo(100), 0.5)).toEqual([40, 61])
  })

  test('an end that is missed with exactly the probability allowed holds', () => {
    // P(X ≤ 0) is 1/4 for two values and q = 1/2: all that an end may miss at 50 % confidence.
    expect(percentileInterval(upTo(2), 0.5, 0.5)).toEqual([1, 2])
  })

  test('few values leave an end open', () => {
    expect(percentileInterval(upTo(25), 0.95)[1]).toBeNull()
    expect(percentileInterval(upTo(3), 0.5)).toEqual([null, null])
    expect(percentileInterval([], 0.5)).toEqual([null, null])
  })

  test('holds the percentile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(0.5, 0.9, 0.95), (n, q) => {
        const sorted = upTo(n)
        const [low, high] = percentileInterval(sorted, q)
        const value = percentile(sorted, q) ?? Number.NaN
        expect(low ?? 0).toBeLessThanOrEqual(value)
        expect(high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(value)
      }),
    )
  })
})
