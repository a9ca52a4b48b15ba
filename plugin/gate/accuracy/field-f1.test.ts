import { describe, expect, test } from 'vitest'
import { compareFieldF1, testFieldF1 } from './field-f1.ts'

const side = (values: readonly (number | null)[]): Map<string, number | null> =>
  new Map(values.map((value, index) => [`ex-${index}`, value]))
const many = (count: number, f: (index: number) => number): Map<string, number> =>
  new Map(Array.from({ length: count }, (_, index) => [`ex-${index}`, f(index)]))

describe('compareFieldF1', () => {
  test('is over the examples that both answered', () => {
    const result = compareFieldF1(side([1, 0.5, null, 0.25]), side([0.5, 0.5, 1, null]))
    expect(result).toMatchObject({ reference: 0.75, candidate: 0.5, difference: -0.25 })
    expect(compareFieldF1(side([null]), side([1]))).toBeNull()
  })

  test('equal answers differ by nothing, without width', () => {
    const same = many(50, (index) => index / 50)
    expect(compareFieldF1(same, same)).toMatchObject({ difference: 0, interval: [0, 0] })
  })

  test('is far narrower than the scores scatter, because the pairs share their difficulty', () => {
    const before = many(158, (index) => (index % 10) / 10)
    const after = many(158, (index) => Math.max(0, (index % 10) / 10 - (index % 3 === 0 ? 0.1 : 0)))
    const result = compareFieldF1(before, after)
    expect(result?.interval[1]).toBeLessThan(0)
    expect((result?.interval[1] ?? 1) - (result?.interval[0] ?? 0)).toBeLessThan(0.02)
  })

  test('is worse only when the loss is significant and large enough', () => {
    const before = many(158, () => 0.9)
    const drop = (size: number, share: number): Map<string, number> =>
      many(158, (index) => (index < share * 158 ? 0.9 - size : 0.9))
    expect(testFieldF1(before, drop(0.3, 0.2))?.worse).toBe(true)
    expect(testFieldF1(before, drop(0.01, 1))?.worse).toBe(false)
    // One example that lost everything: large enough at no n, and far from significant.
    expect(testFieldF1(before, drop(0.9, 1 / 158))?.worse).toBe(false)
    expect(testFieldF1(drop(0.3, 0.2), before)?.worse).toBe(false)
  })
})
