import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wilsonInterval } from './wilson.ts'

describe('wilsonInterval', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('agrees with the published %d of %d', (hits, count, low, high) => {
    const [a, b] = wilsonInterval(hits, count) ?? []
    expect(a).toBeCloseTo(low, 4)
    expect(b).toBeCloseTo(high, 4)
  })

  test('of nothing is not measured', () => {
    expect(wilsonInterval(0, 0)).toBeNull()
  })

  test('touches the ends exactly', () => {
    expect(wilsonInterval(0, 158)?.[0]).toBe(0)
    expect(wilsonInterval(158, 158)?.[1]).toBe(1)
  })

  test('holds the rate, mirrors, grows with the hits and narrows with the count', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const hits = Math.floor(share * n)
          const [low, high] = wilsonInterval(hits, n) ?? [Number.NaN, Number.NaN]
          expect(low).toBeGreaterThanOrEqual(0)
          expect(low).toBeLessThanOrEqual(hits / n)
          expect(high).toBeGreaterThanOrEqual(hits / n)
          expect(high).toBeLessThanOrEqual(1)
          const mirror = wilsonInterval(n - hits, n) ?? [Number.NaN, Number.NaN]
          expect(mirror[0]).toBeCloseTo(1 - high, 12)
          const more = wilsonInterval(Math.min(n, hits + 1), n) ?? [Number.NaN, Number.NaN]
          expect(more[0]).toBeGreaterThanOrEqual(low)
          const tenfold = wilsonInterval(hits * 10, n * 10) ?? [Number.NaN, Number.NaN]
          expect(tenfold[1] - tenfold[0]).toBeLessThan(high - low)
        },
      ),
    )
  })
})
