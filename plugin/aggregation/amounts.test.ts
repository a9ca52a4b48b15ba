import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseOf, completion } from '../gate/test-support/run.ts'
import { amountsOf, costOfCase, costTally } from './amounts.ts'
import { tallied } from './tally.ts'

const withTokens = (id: string, tokensIn: number | null, tokensOut: number | null) =>
  caseOf(id, true, { completion: completion({ tokensIn, tokensOut }) })
const PRICES = { input: 0.5, output: 2 }

test('mean, p95 and total of the examples, in the unit of the prices', () => {
  const cases = [withTokens('a', 1000, 100), withTokens('b', 3000, 300), caseOf('failed', null)]
  expect(tallied(cases, costTally(PRICES))).toEqual({
    currency: 'USD',
    ...PRICES,
    examples: 2,
    amounts: { mean: 0.0014, p95: 0.0021, total: 0.0028 },
    reason: null,
  })
  expect(tallied(cases, costTally({ ...PRICES, currency: 'EUR' })).currency).toBe('EUR')
})

test.each([
  [[withTokens('a', 1, 1), withTokens('b', null, 5)], '1 of 2 completions has no token counts'],
  [[withTokens('a', 7, null)], '1 of 1 completion has no token counts'],
  [[caseOf('a', null)], 'no example has an output'],
  [[], 'no example has an output'],
])('a cost that leaves something out is not measured, never 0', (cases, reason) => {
  expect(tallied(cases, costTally(PRICES))).toMatchObject({ amounts: null, reason })
  for (const each of cases.slice(-1)) expect(costOfCase(each, PRICES)).toBeNull()
})

test('the cost of a run is the sum of its examples, whatever their order, and grows with every price', () => {
  const tokens = fc.array(fc.tuple(fc.nat(100_000), fc.nat(10_000)), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(tokens, fc.nat(1000), fc.nat(1000), (counts, input, output) => {
      const cases = counts.map(([tokensIn, tokensOut], index) =>
        withTokens(String(index), tokensIn, tokensOut),
      )
      const { amounts } = tallied(cases, costTally({ input, output }))
      if (amounts === null) throw new Error('every completion has its tokens')
      const single = cases.map((each) => costOfCase(each, { input, output }) ?? Number.NaN)
      expect(amounts.total).toBeCloseTo(
        single.reduce((sum, each) => sum + each, 0),
        6,
      )
      expect(single).toContain(amounts.p95)
      expect(amounts.mean * cases.length).toBeCloseTo(amounts.total, 6)
      expect(tallied([...cases].reverse(), costTally({ input, output })).amounts).toEqual(amounts)
      const more = tallied(cases, costTally({ input: input + 1, output: output + 1 })).amounts
      expect(more?.total).toBeGreaterThanOrEqual(amounts.total)
      expect(amountsOf(cases, ({ tokensOut }) => tokensOut).amounts?.total).toBe(
        counts.reduce((sum, [, out]) => sum + out, 0),
      )
    }),
  )
})
