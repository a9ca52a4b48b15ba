import { expect, test } from 'vitest'
import { scoreAnswer } from './score-answer.ts'

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
