import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newcombePairedInterval } from './newcombe.ts'
import type { PairCounts } from './types.ts'

const table = (bothHit: number, lost: number, gained: number, bothMiss: number): PairCounts => ({
  bothHit,
  lost,
  gained,
  bothMiss,
})

describe('newcombePairedInterval', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 2635–2650, method 10. He states first − second; here the first is
  // the candidate, so his f is `gained` and his g is `lost`.
  test.each([
    [36, 12, 2, 0, 0.0569, 0.3404],
    [18, 12, 2, 18, 0.0562, 0.329],
    [53, 0, 0, 1, -0.0729, 0.0729],
    [0, 30, 0, 0, 0.8395, 1],
  ])('agrees with the published table %d %d %d %d', (e, f, g, h, low, high) => {
    const [a, b] = newcombePairedInterval(table(e, g, f, h)) ?? []
    expect(a).toBeCloseTo(low, 4)
    expect(b).toBeCloseTo(high, 4)
  })

  // Fagerland, Lydersen & Laake, Statistics in Medicine 33 (2014) 2850–2875: Bentur et al. (2009).
  test('agrees with the published airway example', () => {
    const [a, b] = newcombePairedInterval(table(1, 7, 1, 12)) ?? []
    expect(a).toBeCloseTo(-0.507, 3)
    expect(b).toBeCloseTo(-0.026, 3)
  })

  test('null without pairs', () => {
    expect(newcombePairedInterval(table(0, 0, 0, 0))).toBeNull()
  })

  test('holds the difference, stays within ±1, mirrors, and widens with the confidence', () => {
    const count = fc.integer({ min: 0, max: 3000 })
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        fc.pre(a + b + c + d > 0)
        const [low, high] = newcombePairedInterval(table(a, b, c, d)) ?? [Number.NaN, Number.NaN]
        const difference = (c - b) / (a + b + c + d)
        expect(low).toBeLessThanOrEqual(difference)
        expect(high).toBeGreaterThanOrEqual(difference)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(high).toBeLessThanOrEqual(1)
        const mirror = newcombePairedInterval(table(a, c, b, d)) ?? [Number.NaN, Number.NaN]
        expect(mirror[0]).toBeCloseTo(-high, 12)
        expect(mirror[1]).toBeCloseTo(-low, 12)
        const narrow = newcombePairedInterval(table(a, b, c, d), 0.9) ?? [Number.NaN, Number.NaN]
        expect(narrow[0]).toBeGreaterThanOrEqual(low)
        expect(narrow[1]).toBeLessThanOrEqual(high)
      }),
    )
  })
})
