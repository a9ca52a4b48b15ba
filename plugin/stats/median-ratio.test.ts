import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialLowerTail } from './binomial.ts'
import { medianRatio } from './median-ratio.ts'

const ratio = fc.double({ min: 0.01, max: 100, noNaN: true })
const ratios = fc.array(ratio, { minLength: 6, maxLength: 60 })

describe('medianRatio', () => {
  test('the bounds of 20 ratios are the 6th and the 15th, which miss the median with 2.07 % each', () => {
    const values = Array.from({ length: 20 }, (_, index) => index + 1)
    expect(medianRatio(values)).toEqual({ ratio: Math.sqrt(10) * Math.sqrt(11), interval: [6, 15] })
    expect(binomialLowerTail(5, 20, 0.5)).toBeCloseTo(0.0207, 4)
  })

  test('five have no interval, six have', () => {
    expect(medianRatio([1, 1, 1, 1, 1])).toBeNull()
    expect(medianRatio([1, 2, 3, 4, 5, 6])?.interval).toEqual([1, 6])
    expect(medianRatio([])).toBeNull()
  })

  test('the median lies within its interval, whatever the order', () => {
    fc.assert(
      fc.property(ratios, (values) => {
        const result = medianRatio(values)
        if (result === null) throw new Error('six have an interval')
        expect(result.ratio).toBeGreaterThanOrEqual(result.interval[0])
        expect(result.ratio).toBeLessThanOrEqual(result.interval[1])
        expect(medianRatio(values.toReversed())).toEqual(result)
      }),
    )
  })

  test('swapping the sides gives the reciprocals', () => {
    fc.assert(
      fc.property(ratios, (values) => {
        const there = medianRatio(values)
        const back = medianRatio(values.map((value) => 1 / value))
        if (there === null || back === null) throw new Error('six have an interval')
        expect(back.ratio * there.ratio).toBeCloseTo(1, 9)
        expect(back.interval[0] * there.interval[1]).toBeCloseTo(1, 9)
        expect(back.interval[1] * there.interval[0]).toBeCloseTo(1, 9)
      }),
    )
  })

  test('one wild value moves nothing beyond its neighbours', () => {
    const values = Array.from({ length: 20 }, () => 1)
    expect(medianRatio([...values.slice(1), 1e6])).toEqual({ ratio: 1, interval: [1, 1] })
  })
})
