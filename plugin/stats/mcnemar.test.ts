import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mcnemarMidP } from './mcnemar.ts'

const twoSided = (lost: number, gained: number): number => {
  const { pWorse, pBetter } = mcnemarMidP(lost, gained)
  return 2 * Math.min(pWorse, pBetter)
}

describe('mcnemarMidP', () => {
  // Fagerland, Lydersen & Laake (2013): airway hyper-responsiveness (Bentur et al. 2009), discordant 1 and 7,
  // mid-p 0.039; complete response (Cavo et al. 2012), discordant 6 and 16, mid-p 0.035.
  test('agrees with the published two-sided examples', () => {
    expect(twoSided(7, 1)).toBeCloseTo(0.0391, 4)
    expect(twoSided(16, 6)).toBeCloseTo(0.0347, 4)
  })

  // Agresti, Categorical Data Analysis (2002), §10.1: approval of a prime minister, discordant 150 and 86; the
  // asymptotic z² is 17.36, so the exact p must be of the same order as P(|Z| > 4.17).
  test('calls the approval ratings a clear drop', () => {
    expect(twoSided(150, 86)).toBeGreaterThan(1e-5)
    expect(twoSided(150, 86)).toBeLessThan(5e-5)
  })

  test.each([
    [1, 0, 0.25],
    [2, 0, 0.125],
    [3, 0, 0.0625],
    [4, 0, 0.03125],
    [5, 0, 0.015625],
    [0, 0, 0.5],
    [7, 7, 0.5],
  ])('%d lost and %d gained: p = %d', (lost, gained, p) => {
    expect(mcnemarMidP(lost, gained).pWorse).toBeCloseTo(p, 14)
  })

  test('agrees with counting every way the changed examples can fall, up to 12', () => {
    for (let changed = 0; changed <= 12; changed += 1) {
      for (let lost = 0; lost <= changed; lost += 1) {
        let more = 0
        let same = 0
        for (let bits = 0; bits < 2 ** changed; bits += 1) {
          let ones = 0
          for (let rest = bits; rest > 0; rest >>= 1) ones += rest & 1
          if (ones > lost) more += 1
          if (ones === lost) same += 1
        }
        const expected = (more + same / 2) / 2 ** changed
        expect(mcnemarMidP(lost, changed - lost).pWorse).toBeCloseTo(expected, 13)
      }
    }
  })

  test('mirrors, sums to 1, and falls with every further loss', () => {
    const count = fc.integer({ min: 0, max: 20_000 })
    fc.assert(
      fc.property(count, count, (lost, gained) => {
        const here = mcnemarMidP(lost, gained)
        const mirror = mcnemarMidP(gained, lost)
        expect(here.pWorse).toBe(mirror.pBetter)
        expect(here.pWorse + here.pBetter).toBeCloseTo(1, 12)
        expect(mcnemarMidP(lost + 1, gained).pWorse).toBeLessThanOrEqual(here.pWorse)
        expect(mcnemarMidP(lost, gained + 1).pWorse).toBeGreaterThanOrEqual(here.pWorse)
      }),
      { examples: [[8, 8]] },
    )
  })

  test('keeps its digits with a million changed examples', () => {
    // scipy.stats.binom(1e6, 0.5): P(X ≥ 505000) = 7.690777521951164e-24, pmf 1.537714278353013e-25.
    expect(mcnemarMidP(505_000, 495_000).pWorse / 7.613891808033513e-24).toBeCloseTo(1, 8)
  })
})
