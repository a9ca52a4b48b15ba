import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonValue } from '../core/json/json.ts'
import { stringifyJson } from '../core/json/stringify.ts'
import { scoreAnswer } from './score-answer.ts'
import { scoreBest } from './score-best.ts'

const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>

test('the best accepted value counts, whatever the order of the others', () => {
  fc.assert(
    fc.property(value, fc.array(value, { minLength: 1, maxLength: 4 }), (output, accepted) => {
      const text = stringifyJson(output)
      const best = scoreBest(accepted, { output: text })
      const cards = accepted.map((expected) => scoreAnswer({ output: text, expected }))
      for (const mode of ['strict', 'lenient', 'official'] as const) {
        expect(best[mode].jsonExact).toBe(cards.some((card) => card[mode].jsonExact))
        expect(best[mode].fieldF1).toBe(Math.max(...cards.map((card) => card[mode].fieldF1)))
        expect(scoreBest(accepted.toReversed(), { output: text })[mode].fieldF1).toBe(best[mode].fieldF1)
      }
      expect(best.errorClass === null).toBe(best.lenient.jsonExact)
    }),
  )
})

test('differences are those to the best value', () => {
  const best = scoreBest([{ a: 1, b: 2, c: 3 }, { a: 1, b: 9, c: 3 }, { x: 1 }], {
    output: '{"a": 1, "b": 9, "c": 4}',
  })
  expect(best.differences).toMatchObject([{ path: '$.c' }])
})

test('the own metric is the best over the accepted values', () => {
  fc.assert(
    fc.property(value, fc.array(value, { minLength: 1, maxLength: 4 }), (output, accepted) => {
      const metric = (answer: { expected: JsonValue }) => 1 / (1 + stringifyJson(answer.expected).length)
      const text = stringifyJson(output)
      expect(scoreBest(accepted, { output: text, metric }).ownMetric).toBe(
        Math.max(...accepted.map((expected) => metric({ expected }))),
      )
      expect('ownMetric' in scoreBest(accepted, { output: text })).toBe(false)
    }),
  )
})
