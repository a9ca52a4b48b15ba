import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldPath } from './lost-paths.ts'

test.each([
  ['$.items[3].price', '$.items[*].price'],
  ['$[0][12]', '$[*][*]'],
  ["$['a[3]'][4].b", "$['a[3]'][*].b"],
  ["$['it\\'s[0]'][1]", "$['it\\'s[0]'][*]"],
  ['$', '$'],
])('%s → %s', (path, folded) => {
  expect(foldPath(path)).toBe(folded)
})

test('folding twice is folding once, and indexes never tell paths apart', () => {
  const step = fc.oneof(
    fc.constantFrom('.name', "['x y']", "['[7]']", "['\\'[1]']").map((text) => ({ text, index: false })),
    fc.nat(999).map((index) => ({ text: `[${index}]`, index: true })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.nat(99), (steps, other) => {
      const path = `$${steps.map(({ text }) => text).join('')}`
      const sibling = `$${steps.map(({ text, index }) => (index ? `[${other}]` : text)).join('')}`
      expect(foldPath(foldPath(path))).toBe(foldPath(path))
      expect(foldPath(sibling)).toBe(foldPath(path))
    }),
  )
})
