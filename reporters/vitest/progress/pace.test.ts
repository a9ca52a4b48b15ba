import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Pace, progressText } from './pace.ts'

/** Answers of equal length, one after the other from time 0. */
function steady(total: number, done: number, tookMs: number, tokens: number | null): Pace {
  const pace = new Pace(total)
  for (let n = 1; n <= done; n++) pace.add({ at: n * tookMs, live: true, tokens, tookMs })
  return pace
}

describe('a steady model', () => {
  test.each([2, 5, 6, 7, 50])('has its speed and its time left after %i completions', (done) => {
    const { tokensPerSecond, leftMs } = steady(100, done, 2_000, 60).progress(done * 2_000)
    expect(tokensPerSecond).toBeCloseTo(30)
    expect(leftMs).toBeCloseTo((100 - done) * 2_000)
  })

  test('decreases while a completion is in progress, and is never below 0', () => {
    const pace = steady(10, 5, 1_000, 10)
    expect(pace.progress(5_500).leftMs).toBe(4_500)
    expect(pace.progress(60_000).leftMs).toBe(0)
  })
})

test('the speed is all output tokens over wall-clock time, however many sequences run at once', () => {
  const pace = new Pace(8)
  for (let n = 0; n < 8; n++) pace.add({ at: 10_000 + n, live: true, tokens: 100, tookMs: 10_000 })
  expect(pace.progress(11_000).tokensPerSecond).toBeCloseTo(800 / 10.007)
})

describe('not known is not zero', () => {
  test('before anything is done', () => {
    expect(new Pace(5).progress(0)).toEqual({ done: 0, total: 5, tokensPerSecond: null, leftMs: null })
  })

  test('without token counts', () => {
    expect(steady(10, 5, 100, null).progress(500).tokensPerSecond).toBeNull()
  })

  test('where no model runs', () => {
    const pace = new Pace(3)
    pace.add({ at: 1, live: false, tokens: null, tookMs: null })
    expect(pace.progress(2)).toEqual({ done: 1, total: 3, tokensPerSecond: null, leftMs: null })
    expect(pace.live).toBe(0)
  })
})

test('recorded completions of a resumed run do not count as speed', () => {
  const pace = new Pace(100)
  for (let n = 0; n < 50; n++) pace.add({ at: 1, live: false, tokens: null, tookMs: null })
  for (let n = 1; n <= 10; n++) pace.add({ at: n * 1_000, live: true, tokens: 5, tookMs: 1_000 })
  expect(pace.progress(10_000)).toMatchObject({ done: 60, leftMs: 40_000 })
})

test('figures are never negative or endless, whatever comes', () => {
  const finished = fc.record({
    live: fc.boolean(),
    tokens: fc.option(fc.nat(4_000)),
    tookMs: fc.option(fc.nat(600_000)),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(finished, fc.nat(60_000))), (list) => {
      const pace = new Pace(list.length)
      let at = 0
      for (const [each, pause] of list) {
        at += pause
        pace.add({ at, ...each })
        const { tokensPerSecond, leftMs } = pace.progress(at)
        for (const figure of [tokensPerSecond, leftMs]) {
          if (figure === null) continue
          expect(Number.isFinite(figure)).toBe(true)
          expect(figure).toBeGreaterThanOrEqual(0)
        }
      }
      expect(pace.complete).toBe(true)
    }),
  )
})

test.each([
  [3_000, '5 s'],
  [42_000, '40 s'],
  [240_000, '4 min'],
  [3_580_000, '1 h'],
  [4_800_000, '1 h 20 min'],
])('%i ms left is about %s', (leftMs, text) => {
  expect(progressText({ done: 3, total: 9, tokensPerSecond: 34.12, leftMs }, null)).toBe(
    ` EdgeJSON  3/9 · 34.1 tokens/s · about ${text} left`,
  )
})

test('what is not known is left out, and the dataset is named where there are several', () => {
  expect(progressText({ done: 3, total: 9, tokensPerSecond: null, leftMs: null }, 'test')).toBe(
    ' EdgeJSON  test · 3/9',
  )
})
