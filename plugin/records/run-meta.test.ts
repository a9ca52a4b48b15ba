import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runMeta } from '../../reporters/test-support/run-meta.ts'
import { parseRunMeta } from './run-meta.ts'
import { mutated } from './test-support/mutations.ts'

test('the record of a module passes, after the copy to another process', () => {
  const received: unknown = structuredClone(runMeta())
  expect(parseRunMeta(received, 'a module')).toBe(received)
})

test.each([
  [null, 'the fields of a module are null; it must be an object.'],
  [{ ...runMeta(), version: 2 }, 'field version of a module is 2; it must be 1.'],
  [{ ...runMeta(), part: [1] }, 'field part of a module is [1]; it must be a list of two values or null.'],
])('a fault has path, value and rule (%#)', (value, message) => {
  expect(() => parseRunMeta(value, 'a module')).toThrow(message)
})

test('a member of another value is refused by its path, or allowed by the type', () => {
  let refused = 0
  fc.assert(
    fc.property(mutated(runMeta()), ({ value, path }) => {
      try {
        parseRunMeta(value, 'a module')
      } catch (error) {
        refused++
        expect(error).toMatchObject({ code: 'BAD_REPORT' })
        expect(String(error)).toContain(String(path[0]))
      }
    }),
    { numRuns: 500 },
  )
  expect(refused).toBeGreaterThan(200)
})
