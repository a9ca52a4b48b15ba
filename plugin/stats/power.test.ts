import { describe, expect, test } from 'vitest'
import { isLoss } from './decision-rule.ts'
import { detectableLoss, regressionPower } from './power.ts'

const RULE = { alpha: 0.05, minEffect: 0.02 }

/** Sum over every (lost, gained) of its multinomial chance: the definition, for few pairs. */
function powerByEnumeration(pairs: number, lossRate: number, winRate: number): number {
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1))
  let power = 0
  for (let lost = 0; lost <= pairs; lost += 1) {
    for (let gained = 0; lost + gained <= pairs; gained += 1) {
      if (!isLoss(lost, gained, pairs, RULE)) continue
      const same = pairs - lost - gained
      const ways = factorial(pairs) / (factorial(lost) * factorial(gained) * factorial(same))
      power += ways * lossRate ** lost * winRate ** gained * (1 - lossRate - winRate) ** same
    }
  }
  return power
}

describe('regressionPower', () => {
  test.each([
    [8, 0.5, 0.1],
    [15, 0.2, 0.2],
    [15, 0.9, 0.1],
    [15, 0, 1],
    [12, 0.3, 0],
  ])('agrees with enumeration: %d pairs, losing %d, winning %d', (pairs, lossRate, winRate) => {
    expect(regressionPower(pairs, lossRate, winRate, RULE)).toBeCloseTo(
      powerByEnumeration(pairs, lossRate, winRate),
      12,
    )
  })

  test('equal models are called a regression no more often than α, by the last digits of mid-p', () => {
    const worst = (most: number): number => {
      let chance = 0
      for (const pairs of [25, 57, 76, 100, 158, 629]) {
        for (let flips = 0.01; flips <= most + 1e-9; flips += 0.01) {
          chance = Math.max(chance, regressionPower(pairs, flips / 2, flips / 2, RULE))
        }
      }
      return chance
    }
    expect(worst(0.2)).toBeLessThanOrEqual(0.05)
    // Mid-p does not guarantee α. These are the bounds that docs/explanation/gate-statistics.md states.
    expect(worst(0.5)).toBeLessThan(0.0502)
    expect(worst(1)).toBeLessThan(0.056)
  })

  test('grows with the loss and with the pairs', () => {
    let last = 0
    for (const loss of [0.02, 0.03, 0.05, 0.08, 0.12]) {
      const power = regressionPower(158, loss + 0.02, 0.02, RULE)
      expect(power).toBeGreaterThan(last)
      expect(regressionPower(629, loss + 0.02, 0.02, RULE)).toBeGreaterThan(power)
      last = power
    }
  })
})

describe('detectableLoss', () => {
  test('is the loss at which the power without wins is 80 %', () => {
    for (const pairs of [5, 25, 158, 629, 10_000]) {
      const loss = detectableLoss(pairs, RULE) ?? Number.NaN
      expect(regressionPower(pairs, loss, 0, RULE)).toBeCloseTo(0.8, 6)
    }
  })

  test('shrinks with the pairs towards the smallest effect', () => {
    const losses = [10, 25, 158, 629, 10_000, 100_000].map((n) => detectableLoss(n, RULE) ?? Number.NaN)
    expect(losses).toEqual([...losses].sort((a, b) => b - a))
    expect(losses.at(-1)).toBeGreaterThan(0.02)
    expect(losses.at(-1)).toBeLessThan(0.021)
  })

  test('is null where even the loss of everything would not count', () => {
    expect(detectableLoss(3, RULE)).toBeNull()
    expect(detectableLoss(0, RULE)).toBeNull()
    expect(detectableLoss(4, RULE)).toBeGreaterThan(0.9)
  })
})
