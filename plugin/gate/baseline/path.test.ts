import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { baselinePath } from './path.ts'

describe('baselinePath', () => {
  test('lies beside the dataset, or in baselineDir', () => {
    expect(baselinePath(path.join('evals', 'test.v3.jsonl'), 'q4')).toBe(
      path.join('evals', 'test.v3.q4.baseline.jsonl'),
    )
    expect(baselinePath(path.join('evals', 'test.jsonl'), 'q4', 'gate')).toBe(
      path.join('gate', 'test.q4.baseline.jsonl'),
    )
  })

  test.each(['default', 'my model', 'v1.2-q4_0', 'große', 'a'])('takes the name %s', (name) => {
    expect(path.basename(baselinePath('t.jsonl', name))).toBe(`t.${name}.baseline.jsonl`)
  })

  test.each([
    '',
    '../up',
    'a/b',
    'a\\b',
    'a:b',
    '.hidden',
    'dot.',
    'a\u0000b',
    'a\nb',
    ' a',
    'a '.repeat(99),
  ])('refuses the name %j', (name) => {
    expect(() => baselinePath('t.jsonl', name)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message: expect.stringContaining('the option name is') }),
    )
  })
})
