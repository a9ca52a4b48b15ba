import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BestItems } from './best-of.ts'

test('keeps the first by the order, of equal ones the earlier, and counts all', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.nat(8), (keys, most) => {
      const items = keys.map((key, at) => ({ key, at }))
      const order = (a: { key: number }, b: { key: number }) => a.key - b.key
      const best = new BestItems(most, order)
      for (const item of items) best.add(item)
      expect(best.count).toBe(items.length)
      expect(best.items).toEqual(items.toSorted(order).slice(0, most))
    }),
  )
})

test('of any number it keeps a few', () => {
  const best = new BestItems<number>(3, (a, b) => b - a)
  for (let item = 0; item < 10_000; item++) best.add(item)
  expect(best.items).toEqual([9_999, 9_998, 9_997])
  expect(best.count).toBe(10_000)
})
