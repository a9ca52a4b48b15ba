import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginningOf, firstDifference, shorten, shortenStart, wholeFrom } from './cut-text.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const length = fc.integer({ min: 1, max: 40 })

test('a cut splits no character, keeps the length and shows itself', () => {
  fc.assert(
    fc.property(text, length, (whole, most) => {
      const beginning = beginningOf(whole, most)
      expect(whole.startsWith(beginning)).toBe(true)
      expect(beginning.length).toBeGreaterThanOrEqual(Math.min(whole.length, most) - 1)
      const [short, end] = [shorten(whole, most), shortenStart(whole, most)]
      for (const cut of [beginning, short, end]) {
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut.isWellFormed?.() ?? !/\p{Cs}/u.test(cut)).toBe(true)
      }
      if (whole.length <= most) expect([beginning, short, end]).toEqual([whole, whole, whole])
      else expect([short.at(-1), end[0]]).toEqual(['…', '…'])
    }),
  )
})

test('texts differ from an offset on', () => {
  expect(firstDifference('abc', 'abd')).toBe(2)
  expect(firstDifference('ab', 'abc')).toBe(2)
  expect(firstDifference('same', 'same')).toBe(4)
  expect([wholeFrom('a😀b', 1), wholeFrom('a😀b', 2), wholeFrom('a😀b', 3)]).toEqual([1, 3, 3])
})
