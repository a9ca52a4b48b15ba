import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandomSource } from './random.ts'

describe('createRandomSource', () => {
  test('repeats for a seed and differs between seeds', () => {
    const draw = (seed: string): number[] => {
      const random = createRandomSource(seed)
      return Array.from({ length: 20 }, () => random.index(1000))
    }
    expect(draw('1')).toEqual(draw('1'))
    expect(draw('1')).not.toEqual(draw('2'))
  })

  test('index and next agree: both read the same words', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const [one, other] = [createRandomSource(seed), createRandomSource(seed)]
        for (let draw = 0; draw < 10; draw++) {
          const [high, low] = [one.index(2 ** 32), one.index(2 ** 32)]
          expect(other.next()).toBe(((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53)
        }
      }),
    )
  })

  test('draws every index about equally often', () => {
    const random = createRandomSource('5')
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i += 1) {
      const index = random.index(10)
      counts[index] = (counts[index] ?? 0) + 1
    }
    // χ² with 9 degrees of freedom exceeds 27.9 once in a thousand.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(27.9)
    expect(counts).toHaveLength(10)
  })
})

describe('shuffle', () => {
  test('holds every item once, and depends on the seed alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.string(), (items, seed) => {
        const order = createRandomSource(seed).shuffle(items)
        expect(order.toSorted()).toEqual(items.toSorted())
        expect(createRandomSource(seed).shuffle(items)).toEqual(order)
      }),
    )
  })

  test('every item is about as often first as any other', () => {
    const firsts = new Map<string, number>()
    for (let seed = 0; seed < 4000; seed++) {
      const first = createRandomSource(String(seed)).shuffle(['a', 'b', 'c', 'd'])[0] ?? ''
      firsts.set(first, (firsts.get(first) ?? 0) + 1)
    }
    // 1000 expected; five standard deviations are 137.
    for (const count of firsts.values()) expect(Math.abs(count - 1000)).toBeLessThan(137)
    expect(firsts.size).toBe(4)
  })
})
