import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileText } from '../../../test-support/hostile.ts'
import { scriptJsonBytes } from './script-json.ts'
import { clipToBytes, commonLimit } from './size-budget.ts'

const sizes = fc.array(fc.nat(5_000), { minLength: 1, maxLength: 50 })
const total = (all: readonly number[], limit: number): number =>
  all.reduce((sum, size) => sum + Math.min(size, limit), 0)

describe('commonLimit', () => {
  test('keeps within the budget, and uses what one more for each would exceed', () => {
    fc.assert(
      fc.property(sizes, fc.nat(100_000), (all, budget) => {
        const limit = commonLimit(all, budget)
        expect(total(all, limit)).toBeLessThanOrEqual(budget)
        if (limit !== Number.POSITIVE_INFINITY) expect(total(all, limit + 1)).toBeGreaterThan(budget)
      }),
    )
  })

  test('short texts stay whole, long ones share the rest', () => {
    expect(commonLimit([10, 1_000, 20, 3_000], 530)).toBe(250)
    expect(commonLimit([], 10)).toBe(Number.POSITIVE_INFINITY)
    expect(commonLimit([5], 0)).toBe(0)
  })
})

describe('clipToBytes', () => {
  test('is a beginning in whole characters that fits', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 400 }), (text, bytes) => {
        const clipped = clipToBytes(text, bytes)
        expect(text.startsWith(clipped)).toBe(true)
        expect(scriptJsonBytes(clipped)).toBeLessThanOrEqual(bytes)
        if (scriptJsonBytes(text) <= bytes) expect(clipped).toBe(text)
        if (text.isWellFormed()) expect(clipped.isWellFormed()).toBe(true)
      }),
    )
  })

  test('takes all that fits of plain text', () => {
    expect(clipToBytes('abcdefgh', 7)).toBe('abcde')
    expect(clipToBytes('😀😀', 7)).toBe('😀')
  })
})
