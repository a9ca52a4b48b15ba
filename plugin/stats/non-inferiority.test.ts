import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nonInferiority } from './non-inferiority.ts'

describe('nonInferiority', () => {
  test('many equal pairs show it, few do not: no evidence is not evidence of none', () => {
    expect(nonInferiority({ bothHit: 500, lost: 4, gained: 4, bothMiss: 121 }, 0.03)?.nonInferior).toBe(true)
    expect(nonInferiority({ bothHit: 12, lost: 0, gained: 0, bothMiss: 8 }, 0.03)?.nonInferior).toBe(false)
  })

  test('the bound is the one-sided end of the paired interval', () => {
    // Newcombe method 10 at 90 % of the table 500 / 13 / 4 / 112, computed with statsmodels' Wilson interval.
    const result = nonInferiority({ bothHit: 500, lost: 13, gained: 4, bothMiss: 112 }, 0.03)
    expect(result?.loss).toBeCloseTo(9 / 629, 12)
    expect(result?.lossUpperBound).toBeCloseTo(0.025799879292346756, 9)
    expect(result?.nonInferior).toBe(true)
  })

  test('a bound at the margin is not below it', () => {
    const counts = { bothHit: 500, lost: 13, gained: 4, bothMiss: 112 }
    const bound = nonInferiority(counts, 0.03)?.lossUpperBound ?? Number.NaN
    expect(nonInferiority(counts, bound)?.nonInferior).toBe(false)
    expect(nonInferiority(counts, bound * 1.000_001)?.nonInferior).toBe(true)
  })

  test('without pairs there is no answer', () => {
    expect(nonInferiority({ bothHit: 0, lost: 0, gained: 0, bothMiss: 0 }, 0.03)).toBeNull()
  })

  test('a wider margin never takes it back, and the bound is above the loss', () => {
    const count = fc.integer({ min: 0, max: 500 })
    const margin = fc.double({ min: 0.001, max: 0.3, noNaN: true })
    fc.assert(
      fc.property(count, count, count, count, margin, (bothHit, lost, gained, bothMiss, m) => {
        fc.pre(bothHit + lost + gained + bothMiss > 0)
        const counts = { bothHit, lost, gained, bothMiss }
        const narrow = nonInferiority(counts, m)
        expect(narrow?.lossUpperBound).toBeGreaterThanOrEqual(narrow?.loss ?? Number.NaN)
        if (narrow?.nonInferior) expect(nonInferiority(counts, m * 2)?.nonInferior).toBe(true)
      }),
    )
  })
})
