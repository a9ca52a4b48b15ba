import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseOf } from '../gate/test-support/run.ts'
import type { CaseRecord } from '../records/case.ts'
import { breakdown } from './breakdown.ts'
import { slicesOf } from './dimension.ts'
import { OwnSlicesTally } from './own-slices.ts'

function ownSlices(cases: readonly CaseRecord[]) {
  let passes = 0
  const counted = {
    *[Symbol.iterator]() {
      passes += 1
      yield* cases
    },
  }
  const tally = new OwnSlicesTally()
  for (const each of counted) tally.add(each)
  return { slices: tally.result(counted), passes }
}

test('are the breakdown of each name, whichever case has it first', () => {
  const values = fc.dictionary(fc.constantFrom('language', 'vendor', '__proto__'), fc.constantFrom('a', 'b'))
  fc.assert(
    fc.property(fc.array(fc.option(values), { maxLength: 8 }), (all) => {
      const cases = all.map((slices, index) =>
        caseOf(`c${index}`, index % 3 > 0, slices === null ? {} : { slices }),
      )
      const { slices } = ownSlices(cases)
      expect(Object.entries(slices)).toEqual(slicesOf(cases).map((name) => [name, breakdown(cases, name)]))
    }),
  )
})

test('take one pass where the first case has all names', () => {
  const of = (id: string, slices: Record<string, string>) => caseOf(id, true, { slices })
  expect(ownSlices([of('a', { language: 'de' }), of('b', {})]).passes).toBe(1)
  expect(ownSlices([of('a', {}), of('b', { language: 'de' })]).passes).toBe(2)
})
