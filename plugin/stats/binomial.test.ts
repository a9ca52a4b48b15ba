import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialLowerTail, binomialPmf, binomialUpperTail } from './binomial.ts'

const relative = (actual: number, expected: number): number => Math.abs(actual - expected) / expected

describe('binomial', () => {
  // pmf, P(X ≥ k) and P(X ≤ k) from scipy.stats.binom 1.17, which agrees with exact rational arithmetic on these.
  test.each([
    [6, 22, 0.5, 0.017789125442504886, 0.9915497303009033, 0.026239395141601562],
    [1, 8, 0.5, 0.03125, 0.99609375, 0.03515625],
    [500_100, 1_000_000, 0.5, 0.0007820852079670102, 0.4211313785258083, 0.5796507066821627],
    [501_000, 1_000_000, 0.5, 0.0001079819780189144, 0.0228041499326948, 0.9773038320453267],
    [505_000, 1_000_000, 0.5, 1.537714278353013e-25, 7.690777521951164e-24, 1],
    [0, 10, 0.3, 0.0282475249, 1, 0.0282475249],
    [10, 10, 0.3, 5.9049e-6, 5.9049e-6, 1],
    [3, 158, 0.03, 0.15506459984533413, 0.8557408320119028, 0.2993237678334304],
    [400, 100_000, 0.003, 5.405378609511193e-9, 2.0968030122407894e-8, 0.9999999844373485],
    [1_000_000, 1_000_000, 0.999999, 0.36787925722106646, 0.36787925722106646, 1],
    [5, 1_000_000, 1e-6, 0.0030656451486279945, 0.003659823834902278, 0.9994058213137257],
  ])('k = %d, n = %d, p = %d', (k, n, p, pmf, upper, lower) => {
    expect(relative(binomialPmf(k, n, p), pmf)).toBeLessThan(1e-9)
    expect(relative(binomialUpperTail(k, n, p), upper)).toBeLessThan(1e-9)
    expect(relative(binomialLowerTail(k, n, p), lower)).toBeLessThan(1e-9)
  })

  test('agrees with counting every outcome, for every n up to 12', () => {
    for (let n = 1; n <= 12; n += 1) {
      const counts = new Array<number>(n + 1).fill(0)
      for (let bits = 0; bits < 2 ** n; bits += 1) {
        let ones = 0
        for (let rest = bits; rest > 0; rest >>= 1) ones += rest & 1
        counts[ones] = (counts[ones] ?? 0) + 1
      }
      for (let k = 0; k <= n; k += 1) {
        expect(binomialPmf(k, n, 0.5)).toBeCloseTo((counts[k] ?? 0) / 2 ** n, 14)
        const atLeast = counts.slice(k).reduce((sum, count) => sum + count, 0)
        expect(binomialUpperTail(k, n, 0.5)).toBeCloseTo(atLeast / 2 ** n, 14)
      }
    }
  })

  test('the two tails overlap in one term, fall and rise, and stay within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share, p) => {
          const k = Math.floor(share * n)
          const upper = binomialUpperTail(k, n, p)
          const lower = binomialLowerTail(k, n, p)
          expect(upper).toBeGreaterThanOrEqual(0)
          expect(upper).toBeLessThanOrEqual(1)
          expect(upper + lower - binomialPmf(k, n, p)).toBeCloseTo(1, 9)
          expect(binomialUpperTail(k + 1, n, p)).toBeLessThanOrEqual(upper + 1e-12)
        },
      ),
    )
  })

  test('outside its range nothing is possible', () => {
    expect(binomialPmf(-1, 5, 0.5) + binomialPmf(6, 5, 0.5) + binomialPmf(2.5, 5, 0.5)).toBe(0)
    expect([binomialUpperTail(6, 5, 0.5), binomialUpperTail(0, 5, 0.5)]).toEqual([0, 1])
    expect([binomialPmf(0, 0, 0.5), binomialPmf(0, 5, 0), binomialPmf(5, 5, 1)]).toEqual([1, 1, 1])
  })
})
