import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../records/case-result.ts'
import type { Completion } from '../records/completion.ts'
import { primaryScores } from '../records/scores.ts'
import { scoreAnswer } from '../scoring/index.ts'
import { Redaction } from './redaction.ts'
import { caseRepeats, requestRepeats, worstRepeat } from './repeats.ts'

const completion = (text: string): Completion => ({
  text,
  finishReason: 'stop',
  tokensIn: null,
  tokensOut: null,
  timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null },
  replayed: false,
})
const failed: Completion = {
  ...completion(''),
  finishReason: 'error',
  error: { code: 'OVERLOADED', message: 'full' },
}
const card = (text: string): CaseResult => ({
  scores: scoreAnswer({ expected: { a: 1, b: 2 }, output: text, finishReason: 'stop', schema: null }),
})
const OUTPUTS = ['{"a": 1, "b": 2}', '{"a": 1}', 'none', '{"b": 2, "a": 1}', '{"a": 1, "b": 3}']

describe('the repeat that stands for its example', () => {
  test('is exact exactly if all are, and has the lowest FieldF1', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTPUTS), { minLength: 1, maxLength: 6 }), (texts) => {
        const cards = texts.map(card)
        const scores = cards.map((each) => primaryScores(each.scores))
        const worst = scores[worstRepeat(cards)]
        expect(worst?.jsonExact).toBe(scores.every((each) => each?.jsonExact))
        expect(worst?.fieldF1).toBe(Math.min(...scores.map((each) => each?.fieldF1 ?? -1)))
      }),
    )
  })

  test('is the one without a result, if there is one', () => {
    expect(worstRepeat([card('none'), 'work limit', card('none')])).toBe(1)
    expect(worstRepeat([card('none'), null])).toBe(1)
  })
})

test('repeats are requested one after another, up to the first without an output', async () => {
  const asked: number[] = []
  const found = await requestRepeats(4, async (repeat) => {
    asked.push(repeat)
    return repeat === 3 ? failed : completion('{}')
  })
  expect(asked).toEqual([1, 2, 3])
  expect(found).toHaveLength(3)
})

test('a record has every repeat; outputs are counted before their texts are withheld', () => {
  const texts = ['{"a": 1, "b": 2}', 'none', 'none']
  const found = caseRepeats(texts.map(completion), texts.map(card), new Redaction(null))
  expect(found.outputs).toBe(2)
  expect(found.results.map(({ right, fieldF1 }) => [right, fieldF1])).toEqual([
    [true, 1],
    [false, 0],
    [false, 0],
  ])
  expect(JSON.stringify(found)).not.toContain('none')
})
