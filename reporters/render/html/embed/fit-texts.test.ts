import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from '../../../test-support/hostile.ts'
import { fitTexts } from './fit-texts.ts'
import { scriptJsonBytes } from './script-json.ts'

test('all texts come to no more than the budget, and those that were cut are named with their length', () => {
  const texts = fc.uniqueArray(hostileText, { maxLength: 20 })
  fc.assert(
    fc.property(texts, fc.nat(3_000), fc.func(fc.boolean()), (given, extra, isUrgent) => {
      // Quotes and commas stand in any case.
      const budget = given.length * 12 + extra
      const urgent = new Set([...given.keys()].filter((index) => isUrgent(index)))
      const { texts: kept, cut } = fitTexts(given, urgent, budget)
      const bytes = kept.reduce((sum, text) => sum + scriptJsonBytes(text) + 2, 0)
      expect(bytes).toBeLessThanOrEqual(budget)
      const lengths = new Map(cut)
      for (const [index, text] of given.entries()) {
        if (kept[index] === text) expect(lengths.has(index)).toBe(false)
        else expect(lengths.get(index)).toBe(text.length)
      }
    }),
  )
})

test('urgent texts are cut last, and no text is longer than a browser likes', () => {
  const long = 'x'.repeat(10_000)
  const { texts, cut } = fitTexts([long, `${long}y`, 'z'.repeat(1_000_000)], new Set([1]), 40_000)
  expect(texts[1]).toBe(`${long}y`)
  expect(cut.map(([index]) => index)).toEqual([2])
  expect(fitTexts(['z'.repeat(1_000_000)], new Set(), 10_000_000).texts[0]?.length).toBeLessThan(65_537)
})
