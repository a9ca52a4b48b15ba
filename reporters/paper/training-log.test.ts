import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutated } from '../../plugin/records/test-support/mutations.ts'
import { hostileText } from '../test-support/hostile.ts'
import { readTrainingLog } from './training-log.ts'

const read = (...lines: string[]) => readTrainingLog(lines.join('\n'), 'nano', 'log.jsonl')

describe('readTrainingLog', () => {
  test('points by step, hyper-parameters from a line of their own', () => {
    const log = read(
      '\ufeff{"config": {"learning_rate": 0.02, "nested": {"a": 1}}}',
      '{"step": 20, "tokens": 200, "loss": 1.5, "jsonExact": null, "lr": 0.01}\r',
      '',
      '{"step": 10, "loss": 2}',
      '{"step": 30, "jsonExact": 0.25}',
    )
    expect(log.points).toEqual([
      { step: 10, tokens: null, loss: 2, jsonExact: null },
      { step: 20, tokens: 200, loss: 1.5, jsonExact: null },
      { step: 30, tokens: null, loss: null, jsonExact: 0.25 },
    ])
    expect([...log.hyperparameters]).toEqual([['learning rate', 0.02]])
  })

  test('reads the logs of training/ as they are', () => {
    const log = read(
      '{"kind": "note", "text": "training the tokenizer"}',
      '{"kind": "start", "parameters": 9, "config": {"seed": 1}}',
      '{"kind": "step", "step": 20, "tokens": 200, "seconds": 3.5, "loss": 1.5}',
      '{"kind": "validation", "set": "official", "step": 20, "tokens": 200, "loss": 1.7, "exact": 0.25}',
      '{"kind": "validation", "set": "own-others", "step": 20, "tokens": 200, "loss": 2, "exact": 0}',
      '{"kind": "validation", "set": "official", "step": 40, "tokens": 400, "exact": 0.5, "json_exact": 0.375}',
      '{"kind": "end", "step": 40, "tokens": 400}',
    )
    expect(log.points).toEqual([
      { step: 20, tokens: 200, loss: 1.5, jsonExact: null },
      { step: 20, tokens: 200, loss: null, jsonExact: 0.25 },
      { step: 40, tokens: 400, loss: null, jsonExact: 0.5 },
    ])
    expect(log.hyperparameters.size).toBeGreaterThan(0)
    expect(log.teacherForced).toBe(true)
    const generated = '{"kind": "validation", "set": "official", "step": 4, "exact": 0.5, "json_exact": 0.25}'
    expect(read(generated)).toMatchObject({ teacherForced: false, points: [{ step: 4, jsonExact: 0.25 }] })
    expect(read('{"step": 4, "jsonExact": 0.25}').teacherForced).toBe(false)
  })

  test.each([
    ['{"loss": 1}', 'field step is missing; it must be a number of at least 0.'],
    ['{"step": 1}', 'it has neither loss nor jsonExact.'],
    ['{"step": 1, "loss": "low"}', 'field loss is "low"; it must be a number of at least 0 or null.'],
    ['{"step": -1, "loss": 1}', 'field step is -1; it must be a number of at least 0.'],
    [
      '{"step": 1, "jsonExact": 55.1}',
      'field jsonExact is 55.1; it must be a fraction of 1 (no percentage) or null.',
    ],
    ['[1]', 'the line is not a JSON object.'],
    ['{"step": 1', 'the line is not JSON: '],
  ])('refuses %s by its line', (line, message) => {
    expect(() => read('{"step": 0, "loss": 1}', line)).toThrow(`log.jsonl:2: ${message}`)
  })

  test('says what is wrong with any text, on one printable line', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(text.trim() !== '')
        try {
          read(text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'EdgejsonError', code: 'BAD_OPTION' })
          expect(String(error)).not.toMatch(/[\u0000-\u001f\u202a-\u202e]|\p{Cs}/u)
        }
      }),
    )
  })

  test('a line with a member of another value is refused by line and field, or read', () => {
    let refused = 0
    const line = mutated({ step: 20, tokens: 200, loss: 1.5, jsonExact: 0.25 })
    fc.assert(
      fc.property(line, ({ value, path }) => {
        try {
          expect(read('{"step": 0, "loss": 1}', JSON.stringify(value)).points).toHaveLength(2)
        } catch (error) {
          refused++
          expect(String(error)).toContain(`log.jsonl:2: field ${path[0]} is `)
        }
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})
