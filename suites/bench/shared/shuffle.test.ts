import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { random, shuffled, slices, turns } from './shuffle.ts'

describe('shuffled', () => {
  test('holds every item once, and depends on the seed alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(), (items, seed) => {
        const order = shuffled(items, seed)
        expect(order.toSorted()).toEqual(items.toSorted())
        expect(shuffled(items, seed)).toEqual(order)
      }),
    )
  })

  test('another seed is another order', () => {
    const items = Array.from({ length: 50 }, (_, index) => index)
    expect(shuffled(items, 1)).not.toEqual(shuffled(items, 2))
    expect(shuffled(items, 1)).not.toEqual(items)
  })

  test('every item is about as often first as any other', () => {
    const firsts = new Map<string, number>()
    for (let seed = 0; seed < 4000; seed++) {
      const first = shuffled(['a', 'b', 'c', 'd'], seed)[0] ?? ''
      firsts.set(first, (firsts.get(first) ?? 0) + 1)
    }
    // 1000 expected; five standard deviations are 137.
    for (const count of firsts.values()) expect(Math.abs(count - 1000)).toBeLessThan(137)
    expect(firsts.size).toBe(4)
  })
})

test('random numbers are at least 0 and below 1', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const next = random(seed)
      for (let index = 0; index < 20; index++) {
        const value = next()
        expect(value >= 0 && value < 1).toBe(true)
      }
    }),
  )
})

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
