import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holm } from './holm.ts'

describe('holm', () => {
  test('steps down: 0.005·4, 0.01·3, 0.03·2, then never smaller', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005])
    ;[0.03, 0.06, 0.06, 0.02].forEach((value, index) => {
      expect(adjusted[index]).toBeCloseTo(value, 14)
    })
  })

  test('of nothing is nothing, of one p the same p', () => {
    expect(holm([])).toEqual([])
    expect(holm([0.2])).toEqual([0.2])
  })

  test('lies between the p and Bonferroni, keeps the order, and rejects what the step-down procedure rejects', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (p, alpha) => {
        const adjusted = holm(p)
        const sorted = p.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value)
        let rejecting = true
        sorted.forEach(({ value, index }, rank) => {
          const q = adjusted[index] ?? Number.NaN
          expect(q).toBeGreaterThanOrEqual(value)
          expect(q).toBeLessThanOrEqual(Math.min(1, p.length * value) + 1e-12)
          rejecting &&= value * (p.length - rank) <= alpha
          expect(q <= alpha).toBe(rejecting)
        })
      }),
    )
  })
})
