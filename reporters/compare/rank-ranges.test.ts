import fc from 'fast-check'
import { expect, it } from 'vitest'
import { testAllPairs } from './all-pairs.ts'
import { rankRanges } from './rank-ranges.ts'

it('leaves every rank open to runs without a significant difference', () => {
  expect(rankRanges(3, [])).toEqual([
    [1, 3],
    [1, 3],
    [1, 3],
  ])
})

it('needs no transitivity: the middle one may be first or last', () => {
  expect(rankRanges(3, [{ better: 0, worse: 2 }])).toEqual([
    [1, 2],
    [1, 3],
    [2, 3],
  ])
})

const outcomes = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 60 }))
  .chain(([runs, examples]) =>
    fc.array(
      fc
        .tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        )
        .map(
          ([rate, stream]) =>
            new Map(
              Array.from({ length: examples }, (_, index) => [
                String(index),
                (stream.next().value ?? 0) < rate,
              ]),
            ),
        ),
      { minLength: runs, maxLength: runs },
    ),
  )

it('gives ranges that agree with the tests', () => {
  fc.assert(
    fc.property(outcomes, (runs) => {
      const { pairs, ranks } = testAllPairs(runs)
      expect(pairs).toHaveLength((runs.length * (runs.length - 1)) / 2)
      for (const [best, worst] of ranks) {
        expect(best).toBeGreaterThanOrEqual(1)
        expect(worst).toBeLessThanOrEqual(runs.length)
        expect(best).toBeLessThanOrEqual(worst)
      }
      for (const { first, second, significant, paired } of pairs) {
        const [a, b] = [ranks[first], ranks[second]] as [[number, number], [number, number]]
        const overlap = a[0] <= b[1] && b[0] <= a[1]
        if (!significant) expect(overlap, 'runs without a significant difference are a tie').toBe(true)
        else if (paired.difference > 0) expect(b[0] < a[0] || b[1] < a[1]).toBe(true)
        else expect(a[0] < b[0] || a[1] < b[1]).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})
