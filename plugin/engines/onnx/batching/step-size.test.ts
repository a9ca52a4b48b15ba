import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftLimit, type StepPart, stepLimit } from './step-size.ts'

/** The packaged model. */
const SHAPE = { layers: 5, heads: 8, cacheHeads: 2, headSize: 48, products: 4_076_000 }
const part = (certain: number, draft: number, blocks: number): StepPart => ({ certain, draft, blocks })
const many = (count: number, each: StepPart): StepPart[] => new Array<StepPart>(count).fill(each)

describe('stepLimit', () => {
  test('one long part among many is divided over steps, alone it is not', () => {
    const long = part(20, 0, 10)
    expect(stepLimit([...many(31, part(1, 0, 10)), long], SHAPE)).toBeLessThanOrEqual(4)
    expect(stepLimit([long], SHAPE)).toBeGreaterThan(10)
  })

  test('where all have as many tokens, the columns of a product are filled', () => {
    expect(stepLimit(many(32, part(1, 31, 10)), SHAPE)).toBe(4)
    expect(stepLimit(many(32, part(1, 5, 10)), { ...SHAPE, heads: 16 })).toBe(2)
    expect(stepLimit(many(4, part(7, 2, 40)), SHAPE)).toBe(8)
  })

  test('draft tokens that cost more than they save are left out', () => {
    // Weights decide, and late draft tokens are seldom accepted.
    expect(stepLimit(many(32, part(1, 31, 1)), { ...SHAPE, products: 1e9 })).toBeLessThan(16)
    expect(stepLimit(many(32, part(32, 0, 1)), { ...SHAPE, products: 1e9 })).toBe(32)
  })

  test('every sequence adds a token, and no limit exceeds the longest part', () => {
    const parts = fc.array(
      fc.record({
        certain: fc.integer({ min: 1, max: 64 }),
        draft: fc.integer({ min: 0, max: 31 }),
        blocks: fc.integer({ min: 1, max: 100 }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(parts, (given) => {
        const limit = stepLimit(given, SHAPE)
        expect(limit).toBeGreaterThanOrEqual(1)
        expect(limit).toBeLessThanOrEqual(Math.max(...given.map(({ certain, draft }) => certain + draft)))
      }),
    )
  })
})

test('the fewer sequences, the more draft tokens each may have', () => {
  expect([1, 2, 8, 16, 32, 64].map((sequences) => draftLimit(sequences, SHAPE))).toEqual([31, 31, 7, 3, 3, 3])
  // Nine heads on three.
  expect([1, 8, 16, 32, 64].map((count) => draftLimit(count, { ...SHAPE, heads: 6 }))).toEqual([
    31, 9, 4, 4, 4,
  ])
})
