import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparePaired, pairCounts } from './paired.ts'

const outcomes = (entries: Record<string, boolean | null>): Map<string, boolean | null> =>
  new Map(Object.entries(entries))

describe('comparePaired', () => {
  test('pairs by id and names what was lost and gained', () => {
    const result = comparePaired(
      outcomes({ z: true, b: true, c: false, d: false, e: true, gone: true, none: null }),
      outcomes({ b: false, c: true, d: false, e: true, z: false, extra: true, none: true, gone: null }),
    )
    expect(result).toMatchObject({
      pairs: 5,
      bothHit: 1,
      bothMiss: 1,
      lost: ['b', 'z'],
      gained: ['c'],
      referenceExact: 3,
      candidateExact: 2,
      difference: -0.2,
    })
    // Of three that changed two or three are lost with probability 1/2; two exactly, with 3/8, count half.
    expect(result?.pWorse).toBeCloseTo(0.3125, 14)
    expect(result?.pBetter).toBeCloseTo(0.6875, 14)
  })

  test('without pairs there is no comparison', () => {
    expect(comparePaired(new Map(), new Map())).toBeNull()
    expect(comparePaired(outcomes({ a: true }), outcomes({ b: true }))).toBeNull()
    expect(comparePaired(outcomes({ a: null }), outcomes({ a: true }))).toBeNull()
  })

  test('swapping the sides mirrors it, and the counts add up', () => {
    const side = fc.array(fc.constantFrom(true, false, null), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(side, side, (left, right) => {
        const map = (list: (boolean | null)[]): Map<string, boolean | null> =>
          new Map(list.map((exact, index) => [String(index), exact]))
        const there = comparePaired(map(left), map(right))
        const back = comparePaired(map(right), map(left))
        if (there === null || back === null) {
          expect(there).toBe(back)
          return
        }
        const { bothHit, bothMiss, lost, gained } = pairCounts(there)
        expect(bothHit + bothMiss + lost + gained).toBe(there.pairs)
        expect(there.referenceExact - there.candidateExact).toBe(lost - gained)
        expect(back.lost).toEqual(there.gained)
        expect(back.pWorse).toBe(there.pBetter)
        expect(back.difference).toBeCloseTo(-there.difference, 15)
        expect(back.differenceInterval[0]).toBeCloseTo(-there.differenceInterval[1], 12)
      }),
    )
  })
})
