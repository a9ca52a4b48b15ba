import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientModule } from '../../../test-support/html/client-modules.ts'

const { sortCases } = await clientModule('case-order')

const cases = fc.array(fc.record({ line: fc.nat(50), f1: fc.option(fc.constantFrom(0, 0.5, 1)) }))

test('sorts by value, then by line, with what was not measured last either way', () => {
  fc.assert(
    fc.property(cases, fc.boolean(), (all, descending) => {
      const sorted = sortCases(all, { key: 'f1', descending })
      expect(sorted).toHaveLength(all.length)
      const known = sorted.filter(({ f1 }) => f1 !== null)
      expect(sorted.slice(known.length).every(({ f1 }) => f1 === null)).toBe(true)
      for (const [index, item] of known.entries()) {
        const next = known[index + 1]
        if (next === undefined) continue
        const [a, b] = [Number(item.f1), Number(next.f1)]
        if (a === b) expect(item.line).toBeLessThanOrEqual(next.line)
        else expect(a < b).toBe(!descending)
      }
    }),
  )
})
