import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measured, timing } from '../test-support/latency.ts'
import { compareTimings } from './compare.ts'

const then = measured().timings

describe('compareTimings', () => {
  test('a machine that is k times slower is k times slower in every figure, with no doubt', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (factor) => {
        const ratios = compareTimings(then, measured(factor).timings)
        expect(ratios.map(({ figure }) => figure)).toEqual(['firstTokenMs', 'msPerToken', 'totalMs'])
        for (const { pairs, ratio, interval } of ratios) {
          expect(pairs).toBe(20)
          expect(ratio / factor).toBeCloseTo(1, 9)
          expect(interval[0] / factor).toBeCloseTo(1, 9)
          expect(interval[1] / factor).toBeCloseTo(1, 9)
        }
      }),
    )
  })

  test('pairs by id, whatever the order', () => {
    expect(compareTimings(then, then.toReversed())).toEqual(compareTimings(then, then))
  })

  test('longer answers change the whole time, which is not judged', () => {
    const now = then.map((each) => ({
      ...each,
      tokensOut: 41,
      decodeMs: 2 * (each.decodeMs ?? 0),
      totalMs: (each.firstTokenMs ?? 0) + 2 * (each.decodeMs ?? 0),
    }))
    const [first, token, whole] = compareTimings(then, now)
    expect([first?.ratio, token?.ratio]).toEqual([1, 1])
    expect(whole?.ratio).toBeCloseTo(5 / 3)
    expect([first?.judged, token?.judged, whole?.judged]).toEqual([true, true, false])
  })

  test('without decode times the total time per token is used, on both sides', () => {
    const whole = then.map((each) => ({ ...each, firstTokenMs: null, decodeMs: null }))
    const [token] = compareTimings(whole, then)
    expect(token).toMatchObject({ figure: 'msPerToken', ratio: 1, judged: true })
    expect(token?.reference).toBe(token?.candidate)
  })

  test('without tokens the whole time is judged', () => {
    const bare = then.map((each) => ({ ...each, tokensOut: null, firstTokenMs: null, decodeMs: null }))
    expect(compareTimings(bare, bare)).toMatchObject([{ figure: 'totalMs', ratio: 1, judged: true }])
  })

  test('a zero duration and an id on one side only are no pairs', () => {
    const still = then.map((each, index) => (index < 15 ? { ...each, firstTokenMs: 0 } : each))
    expect(compareTimings(then, still).map(({ figure }) => figure)).toEqual(['msPerToken', 'totalMs'])
    expect(compareTimings(then, [...then.slice(0, 5), timing('other')])).toEqual([])
  })
})
