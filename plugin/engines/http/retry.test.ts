import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTransient, pause, pauseBefore } from './retry.ts'

describe('pauseBefore', () => {
  test.each<[string | undefined, number]>([
    ['0', 0],
    ['3', 3000],
    [' 7 ', 7000],
    ['Wed, 21 Oct 2026 07:28:05 GMT', 5000],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
    ['86400', 30_000],
    ['soon', 500],
    ['-5', 500],
    [undefined, 500],
  ])('Retry-After %s: %d ms', (retryAfter, ms) => {
    expect(pauseBefore(1, retryAfter, Date.parse('2026-10-21T07:28:00Z'), () => 1)).toBe(ms)
  })

  test('property: doubles, with jitter, within bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const ms = pauseBefore(attempt, undefined, 0, () => random)
          const full = Math.min(500 * 2 ** (attempt - 1), 30_000)
          expect(ms).toBeGreaterThanOrEqual(full / 2)
          expect(ms).toBeLessThanOrEqual(full)
        },
      ),
    )
  })
})

test('what may be better a moment later', () => {
  expect([408, 429, 500, 502, 503, 504, 529].every(isTransient)).toBe(true)
  expect([200, 301, 400, 401, 403, 404, 413, 422, 501, 505].some(isTransient)).toBe(false)
})

test('a pause ends with the reason of its signal', async () => {
  const reason = new Error('enough')
  await expect(pause(60_000, AbortSignal.abort(reason))).rejects.toBe(reason)
  await expect(pause(1, new AbortController().signal)).resolves.toBeUndefined()
})
