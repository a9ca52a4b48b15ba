import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseJson } from '../core/json/parse.ts'
import { stringifyJson } from '../core/json/stringify.ts'
import { ERROR_CLASSES } from '../records/error-class.ts'
import { compileSchema } from './schema/compile-schema.ts'
import { scoreAnswer } from './score-answer.ts'
import { hostileText, jsonValue, relatedValues, utf16Unit } from './test-support/arbitraries.ts'

const expected = parseJson('{"name": "Ann", "total": 30.5, "lines": [{"id": 1}]}')
const schema = compileSchema({
  type: 'object',
  required: ['name', 'total'],
  properties: { total: { type: 'number' } },
})

describe('scoreAnswer', () => {
  it('scores an exact output in a fence', () => {
    const exact = {
      parsed: true,
      jsonExact: true,
      fieldF1: 1,
      precision: 1,
      recall: 1,
      fields: { correct: 3, received: 3, expected: 3 },
      schemaCompliance: true,
    }
    const none = {
      parsed: false,
      jsonExact: false,
      fieldF1: 0,
      precision: 0,
      recall: 0,
      fields: { correct: 0, received: 0, expected: 3 },
      schemaCompliance: false,
    }
    // The official extraction sees two levels of braces, which this answer has.
    expect(
      scoreAnswer({ output: `\`\`\`json\n${stringifyJson(expected, 2)}\n\`\`\``, expected, schema }),
    ).toEqual({
      strict: none,
      lenient: exact,
      official: exact,
      errorClass: null,
      differences: [],
      differenceCount: 0,
    })
  })

  it('distinguishes the modes', () => {
    const card = scoreAnswer({ output: '{"name": "Ann", "total": "30.5", "extra": null}', expected, schema })
    expect(card.strict).toEqual(card.lenient)
    expect(card.lenient).toMatchObject({ fieldF1: 1 / 3, schemaCompliance: false })
    const { lenient } = scoreAnswer({ output: '{"name": "Ann"}', expected })
    expect(lenient).toMatchObject({
      precision: 1,
      recall: 1 / 3,
      fields: { correct: 1, received: 1, expected: 3 },
    })
    expect(card.official).toMatchObject({ fieldF1: 1 / 3, schemaCompliance: false })
    expect(card).toMatchObject({ errorClass: 'omission', differenceCount: 3 })
  })

  it.each([
    ['I do not know', 'stop', 'no_json'],
    ['{"name": "Ann",}', 'stop', 'invalid_json'],
    ['{"name": "Ann", "lines": [{"id": 1}, ', 'length', 'truncated'],
    ['{"name": "Ann", "lines": [{"id": 1}, ', undefined, 'invalid_json'],
    ['well, let me think', 'length', 'truncated'],
    ['{"name": "Ann"} and so on', 'length', 'omission'],
    ['[{"name": "Ann", "total": 30.5, "lines": [{"id": 1}]}]', 'stop', 'wrong_root'],
    ['{"name": "Ann", "total": 30.5, "lines": {"id": 1}}', 'stop', 'wrong_structure'],
    ['{"name": "Bob", "total": 30.5, "lines": []}', 'stop', 'omission'],
    ['{"name": "Bob", "total": 30.5, "lines": [{"id": 1}, {"id": 2}]}', 'stop', 'hallucination'],
    ['{"name": "Bob", "total": "30.5", "lines": [{"id": 1}]}', 'stop', 'wrong_type'],
    ['{"name": "Bob", "total": 30.5, "lines": [{"id": 1}]}', 'stop', 'wrong_value'],
    ['{"lines": [{"id": 1.0}], "total": 30.50, "name": "Ann"}', 'stop', null],
  ] as const)('classes %j with finish reason %s as %s', (output, finishReason, errorClass) => {
    expect(scoreAnswer({ output, expected, ...(finishReason && { finishReason }) }).errorClass).toBe(
      errorClass,
    )
  })

  it('scores nothing of a reasoning block that the prompt opened', () => {
    const draft = JSON.stringify(expected)
    for (const more of [
      { reasoningOpened: '<think>' },
      { reasoning: { start: '[T]', end: '[/T]', opened: true } },
    ]) {
      for (const output of [draft, `Maybe ${draft}, or`]) {
        const card = scoreAnswer({ output, expected, finishReason: 'length', ...more })
        expect(card).toMatchObject({
          strict: { parsed: false },
          lenient: { parsed: false, jsonExact: false },
        })
        expect(card.errorClass).toBe('truncated')
      }
    }
    const output = `{"name": "Bob"} no.</think>${draft}`
    expect(scoreAnswer({ output, expected, reasoningOpened: '<think>' }).lenient.jsonExact).toBe(true)
  })

  it('leaves compliance out where there is no schema, but in the official mode', () => {
    const card = scoreAnswer({ output: '', expected })
    expect([card.strict, card.lenient, card.official].map((scores) => scores.schemaCompliance)).toEqual([
      null,
      null,
      false,
    ])
  })

  it('keeps its promises on any text', { timeout: 60_000 }, () => {
    const answers = fc.oneof(
      fc.tuple(fc.oneof(hostileText, fc.string({ unit: utf16Unit })), jsonValue),
      relatedValues.map(([wanted, got]) => [`ok: ${stringifyJson(got)} .`, wanted] as const),
    )
    fc.assert(
      fc.property(answers, fc.constantFrom('stop', 'length'), ([output, wanted], finishReason) => {
        const card = scoreAnswer({ output, expected: wanted, finishReason, schema })
        expect(card.errorClass === null).toBe(card.lenient.jsonExact)
        if (card.errorClass !== null) expect(ERROR_CLASSES).toContain(card.errorClass)
        expect(card.lenient.parsed || !card.strict.parsed).toBe(true)
        expect(card.differenceCount > 0).toBe(card.lenient.parsed && !card.lenient.jsonExact)
        expect(JSON.parse(JSON.stringify(card))).toEqual(card)
        for (const scores of [card.strict, card.lenient, card.official]) {
          expect(scores.fieldF1 >= 0 && scores.fieldF1 <= 1).toBe(true)
          if (!scores.parsed)
            expect(scores).toMatchObject({ jsonExact: false, fieldF1: 0, schemaCompliance: false })
        }
      }),
      { numRuns: 300 },
    )
  })
})

const score = (output: string, expected: Record<string, number>): ReturnType<typeof scoreAnswer> =>
  scoreAnswer({ output, expected })

test('answers with all of as many fields right share their scores', () => {
  const [first, second] = [score('{"a":1,"b":2}', { a: 1, b: 2 }), score('{"c":3,"d":4}', { c: 3, d: 4 })]
  expect(second).toEqual(first)
  expect(score('{"e":5,"f":6}', { e: 5, f: 6 }).lenient).toBe(second.lenient)
  expect(() => Object.assign(second.lenient, { fieldF1: 0 })).toThrow(TypeError)
})

test('another number of fields, another compliance, a miss: other scores', () => {
  expect(score('{"a":1}', { a: 1 }).lenient.fields).toEqual({ correct: 1, received: 1, expected: 1 })
  const schema = (): { valid: false; errors: [] } => ({ valid: false, errors: [] })
  const answer = { output: '{"a":1,"b":2}', expected: { a: 1, b: 2 } }
  expect(scoreAnswer({ ...answer, schema }).lenient.schemaCompliance).toBe(false)
  expect(scoreAnswer(answer).lenient.schemaCompliance).toBeNull()
  expect(score('{"a":1,"b":3}', { a: 1, b: 2 }).lenient).toMatchObject({ jsonExact: false, fieldF1: 0.5 })
})
