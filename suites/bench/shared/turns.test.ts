import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { slices, turns } from './turns.ts'

describe('slices', () => {
  test('are the items again, none above the size, none two smaller than another', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 20 }), (items, size) => {
        const parts = slices(items, size)
        expect(parts.flat()).toEqual(items)
        const lengths = parts.map((part) => part.length)
        expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(size)
        expect(Math.max(0, ...lengths) - Math.min(...lengths, size)).toBeLessThanOrEqual(
          parts.length > 0 ? 1 : 0,
        )
        expect(parts).toHaveLength(Math.ceil(items.length / size))
      }),
    )
  })
})

test('every other round goes backwards', () => {
  expect(turns(['a', 'b', 'c'], 0)).toEqual(['a', 'b', 'c'])
  expect(turns(['a', 'b', 'c'], 1)).toEqual(['c', 'b', 'a'])
  expect(turns(['a', 'b', 'c'], 2)).toEqual(['a', 'b', 'c'])
})
