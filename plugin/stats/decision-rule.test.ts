import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_RULE, isLoss, primaryOutcome } from './decision-rule.ts'

describe('primaryOutcome', () => {
  test.each([
    [0, 0, 158, 'stable'],
    [1, 0, 158, 'suspect'],
    [2, 0, 158, 'suspect'],
    [3, 0, 158, 'suspect'],
    [4, 0, 158, 'regression'],
    [5, 0, 158, 'regression'],
    [6, 2, 158, 'suspect'],
    [8, 2, 158, 'regression'],
    [5, 5, 158, 'stable'],
    [0, 3, 158, 'stable'],
    [0, 5, 158, 'improved'],
    [3, 12, 158, 'improved'],
  ] as const)('%d lost, %d gained of %d: %s', (lost, gained, pairs, outcome) => {
    expect(primaryOutcome(lost, gained, pairs)).toBe(outcome)
  })

  test('a significant loss below the smallest effect is a suspect, at it a regression', () => {
    expect(primaryOutcome(199, 0, 10_000)).toBe('suspect')
    expect(primaryOutcome(200, 0, 10_000)).toBe('regression')
  })

  test('the last digit of a division does not decide', () => {
    expect(isLoss(7, 0, 350, DEFAULT_RULE)).toBe(true)
    expect(isLoss(29, 0, 100, { alpha: 0.05, minEffect: 0.29 })).toBe(true)
    for (let lost = 1; lost <= 40; lost += 1) {
      expect(isLoss(lost, 0, 158, { alpha: 2 ** -(lost + 1), minEffect: 0 })).toBe(true)
    }
  })

  test('improved mirrors regression, and one more loss never makes the outcome better', () => {
    const rank = { regression: 0, suspect: 1, stable: 2, improved: 3 }
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 121, max: 2000 }),
        (lost, gained, pairs) => {
          const outcome = primaryOutcome(lost, gained, pairs)
          expect(outcome === 'improved').toBe(primaryOutcome(gained, lost, pairs) === 'regression')
          expect(rank[primaryOutcome(lost + 1, gained, pairs)]).toBeLessThanOrEqual(rank[outcome])
        },
      ),
    )
  })
})
