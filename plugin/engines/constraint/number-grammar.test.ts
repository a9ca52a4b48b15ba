import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { integerGrammar, numberGrammar } from './number-grammar.ts'
import { grammarAccepts } from './text-grammar.ts'

const bound = fc.option(fc.oneof(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -3000, max: 3000 })))
const bounds = fc
  .record({ a: bound, b: bound, exclusiveMinimum: fc.boolean(), exclusiveMaximum: fc.boolean() })
  .map(({ a, b, ...exclusive }) => {
    const [minimum, maximum] = a !== null && b !== null && a > b ? [b, a] : [a, b]
    return { minimum, maximum, ...exclusive }
  })
type Bounds = typeof bounds extends fc.Arbitrary<infer T> ? T : never

function within(value: number, { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Bounds): boolean {
  const above = minimum === null || (exclusiveMinimum ? value > minimum : value >= minimum)
  return above && (maximum === null || (exclusiveMaximum ? value < maximum : value <= maximum))
}

const near = ({ minimum, maximum }: Bounds): number[] =>
  [minimum, maximum].flatMap((each) => (each === null ? [] : [each - 1, each, each + 1, each * 2, each * 10]))

describe('the grammar of a number accepts exactly the numbers within its bounds', () => {
  test('integers', async () => {
    await fc.assert(
      fc.asyncProperty(
        bounds,
        fc.array(fc.integer({ min: -4000, max: 4000 }), { maxLength: 12 }),
        async (range, some) => {
          const expression = integerGrammar(range)
          for (const value of [...near(range), ...some]) {
            const accepted =
              expression !== null && (await grammarAccepts(`root ::= ${expression}\n`, `${value}`))
            expect([value, accepted]).toEqual([value, within(value, range)])
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('numbers with a fraction', async () => {
    const fraction = fc.constantFrom('', '.5', '.0', '.05', '.125', '.999')
    await fc.assert(
      fc.asyncProperty(
        bounds,
        fc.array(fc.tuple(fc.integer({ min: -4000, max: 4000 }), fraction), { maxLength: 12 }),
        async (range, some) => {
          const expression = numberGrammar(range)
          const texts = [
            ...some,
            ...near(range).flatMap((each) => ['', '.0', '.5'].map((part) => [each, part])),
          ]
          for (const text of texts.map(([whole, part]) => `${whole}${part}`)) {
            const accepted = expression !== null && (await grammarAccepts(`root ::= ${expression}\n`, text))
            expect([text, accepted]).toEqual([text, within(Number(text), range)])
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
