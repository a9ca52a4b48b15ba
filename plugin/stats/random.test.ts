import { describe, expect, test } from 'vitest'
import { createRandom } from './random.ts'

describe('createRandom', () => {
  test('repeats for a seed and differs between seeds', () => {
    const draw = (seed: number): number[] => {
      const random = createRandom(seed)
      return Array.from({ length: 20 }, () => random(1000))
    }
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(draw(0).some((value) => value !== 0)).toBe(true)
  })

  test('draws every index about equally often', () => {
    const random = createRandom(5)
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i += 1) {
      const index = random(10)
      counts[index] = (counts[index] ?? 0) + 1
    }
    // χ² with 9 degrees of freedom exceeds 27.9 once in a thousand.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(27.9)
    expect(counts).toHaveLength(10)
  })
})
