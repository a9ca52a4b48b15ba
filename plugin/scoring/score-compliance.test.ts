import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileSchema } from './schema/compile-schema.ts'
import { scoreAnswer } from './score-answer.ts'
import { scoreCompliance } from './score-compliance.ts'

const schema = compileSchema({
  type: 'object',
  required: ['age'],
  properties: { age: { type: 'integer' } },
})

test('an output that complies, in prose too', () => {
  expect(scoreCompliance({ output: 'Here: {"age": 36}', schema })).toEqual({
    strict: { parsed: false, schemaCompliance: false },
    lenient: { parsed: true, schemaCompliance: true },
    official: { parsed: true },
    errorClass: null,
    violations: [],
  })
})

test('violations have path and rule; without JSON there is a class', () => {
  expect(scoreCompliance({ output: '{"age": "36"}', schema })).toMatchObject({
    lenient: { parsed: true, schemaCompliance: false },
    errorClass: null,
    violations: [{ path: '$.age', message: 'must be integer' }],
  })
  expect(scoreCompliance({ output: 'no', schema }).errorClass).toBe('no_json')
  expect(scoreCompliance({ output: '{"age": 3', finishReason: 'length', schema }).errorClass).toBe(
    'truncated',
  )
})

test('the result is that of the metric, whatever the output', () => {
  const output = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom(
      '{"age": 1}',
      '```json\n{"age": 2}\n```',
      '<think>{"age": 1}</think> {"age": "x"}',
      '{"age": 1',
    ),
  )
  fc.assert(
    fc.property(output, (text) => {
      const scores = scoreAnswer({ output: text, expected: null, schema })
      const alone = scoreCompliance({ output: text, schema })
      for (const mode of ['strict', 'lenient'] as const) {
        const { parsed, schemaCompliance } = scores[mode]
        expect(alone[mode]).toEqual({ parsed, schemaCompliance })
      }
      expect(alone.official.parsed).toBe(scores.official.parsed)
    }),
  )
})
