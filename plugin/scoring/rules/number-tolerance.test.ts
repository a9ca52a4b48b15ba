import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withinTolerance } from './number-tolerance.ts'

describe('withinTolerance', () => {
  it.each([
    [1.1, 1, { absolute: 0.1 }, true],
    [1.1, 1, { absolute: 0.09999 }, false],
    [0.3, 0.1, { absolute: 0.2 }, true],
    [0.1, 0.3, { absolute: 0.2 }, true],
    [101, 100, { relative: 0.01 }, true],
    [99, 100, { relative: 0.01 }, true],
    [100, 99, { relative: 0.01 }, false],
    [1.001, 1.1, { relative: 0.09 }, true],
    [0, 0, {}, true],
    [1, 2, {}, false],
    [10, 11, { absolute: 1, relative: 0.001 }, true],
    [10n ** 400n + 1n, 10n ** 400n, { absolute: 1 }, true],
    [10n ** 400n + 2n, 10n ** 400n, { absolute: 1 }, false],
    [9007199254740993n, 9007199254740992, { absolute: 0 }, false],
    [9007199254740993n, 9007199254740992, { absolute: 1 }, true],
    [5e-324, 0, { absolute: 0 }, false],
    [Number.NaN, 1, { absolute: 10 }, false],
    [Number.POSITIVE_INFINITY, 1, { absolute: 10 }, false],
  ])('%s and %s within %j: %s', (received, expected, tolerance, within) => {
    expect(withinTolerance(received, expected, tolerance)).toBe(within)
  })

  it('decides as integers of the last decimal do', () => {
    const hundredths = fc.integer({ min: -10_000_000, max: 10_000_000 })
    fc.assert(
      fc.property(
        hundredths,
        fc.integer({ min: -300, max: 300 }),
        fc.nat(300),
        (expected, distance, allowed) => {
          const received = (expected + distance) / 100
          expect(withinTolerance(received, expected / 100, { absolute: allowed / 100 })).toBe(
            Math.abs(distance) <= allowed,
          )
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
