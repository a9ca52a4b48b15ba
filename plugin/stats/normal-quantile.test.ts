import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalQuantile, normalUpperTail } from './normal-quantile.ts'

describe('normalQuantile', () => {
  // From scipy.stats.norm.ppf.
  test.each([
    [1e-12, -7.034483825301131],
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.05, -1.6448536269514729],
    [0.1, -1.2815515655446004],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
  ])('of %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 11)
  })

  test('has infinite ends and no value outside', () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-0.1), normalQuantile(Number.NaN)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
    ])
  })

  test('inverts the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => {
        const tail = normalUpperTail(z)
        expect(normalUpperTail(-normalQuantile(tail)) / tail).toBeCloseTo(1, 9)
      }),
    )
  })

  test('is continuous where the tail changes its method', () => {
    expect(normalUpperTail(3) / normalUpperTail(3 - 1e-9)).toBeCloseTo(1, 7)
    expect(normalUpperTail(3)).toBeCloseTo(0.0013498980316300946, 15)
  })
})
