import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mcnemarMidP } from './mcnemar.ts'
import { createRandomSource } from './random.ts'
import { signFlipMidP } from './sign-flip.ts'

const difference = fc.integer({ min: -100, max: 100 }).map((hundredths) => hundredths / 100)
const differences = fc.array(difference, { maxLength: 30 })

/** Counts every pattern of signs. */
function bruteForce(values: readonly number[]): number {
  const observed = Math.round(100 * values.reduce((sum, value) => sum + value, 0))
  let below = 0
  for (let pattern = 0; pattern < 2 ** values.length; pattern += 1) {
    const sum = Math.round(
      100 * values.reduce((all, value, at) => all + (pattern & (1 << at) ? -value : value), 0),
    )
    below += sum < observed ? 1 : sum === observed ? 0.5 : 0
  }
  return below / 2 ** values.length
}

describe('signFlipMidP', () => {
  test('agrees with counting every pattern of signs', () => {
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 9 }), (values) => {
        expect(signFlipMidP(values).pWorse).toBeCloseTo(bruteForce(values), 12)
      }),
    )
  })

  test('of right and wrong alone it is the McNemar mid-p', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(50), (lost, gained, equal) => {
        const values = [
          ...Array.from({ length: lost }, () => -1),
          ...Array.from({ length: equal }, () => 0),
          ...Array.from({ length: gained }, () => 1),
        ]
        expect(signFlipMidP(values)).toEqual(mcnemarMidP(lost, gained))
      }),
    )
  })

  test('both sides sum to 1, unit and equal pairs change nothing, the same input gives the same p', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const { pWorse, pBetter } = signFlipMidP(values)
        expect(pWorse + pBetter).toBeCloseTo(1, 12)
        expect(signFlipMidP(values)).toEqual({ pWorse, pBetter })
        expect(signFlipMidP([...values, 0, 0]).pWorse).toBe(pWorse)
        expect(signFlipMidP(values.map((value) => 1024 * value)).pWorse).toBe(pWorse)
      }),
    )
  })

  test('a difference that becomes a loss never raises p, up to the noise of sampling', () => {
    fc.assert(
      fc.property(differences, fc.nat(), (values, at) => {
        const worse = values.map((value, index) => (index === at % values.length ? -Math.abs(value) : value))
        expect(signFlipMidP(worse).pWorse).toBeLessThanOrEqual(signFlipMidP(values).pWorse + 1e-12)
      }),
    )
  })

  test('sampled and normal p values agree where one becomes the other', () => {
    const random = createRandomSource('sizes')
    const values = Array.from(
      { length: 5000 },
      (_, at) => (random.next() - 0.5) * (at % 3 === 0 ? 2 : 1) - 0.005,
    )
    const { pWorse } = signFlipMidP(values)
    expect(Math.abs(signFlipMidP([...values, 1e-9]).pWorse - pWorse)).toBeLessThan(0.01)
    expect(pWorse).toBeLessThan(0.5)
  })

  test('equal models: p at most 0.05 in one of twenty comparisons', () => {
    const random = createRandomSource('null')
    const runs = 600
    let alarms = 0
    for (let run = 0; run < runs; run += 1) {
      const values = Array.from({ length: 60 }, () =>
        random.next() < 0.3 ? random.next() - random.next() : 0,
      )
      if (signFlipMidP(values).pWorse <= 0.05) alarms += 1
    }
    // Three standard errors of 5 % over 600 runs are 2.7 points.
    expect(alarms / runs).toBeGreaterThan(0.023)
    expect(alarms / runs).toBeLessThan(0.077)
  })
})
