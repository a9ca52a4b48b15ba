import { expect, test } from 'vitest'
import { parseJson } from '../../plugin/core/json/parse.ts'
import { collected, report, typicalFate } from '../test-support/benchmark.ts'
import { renderJsonl } from './jsonl.ts'

test('each case on a line of its own, with the run that it is of', () => {
  const hostile = 'a\nb\u2028"\u0000'
  const run = collected({
    examples: 5,
    fate: typicalFate,
    change: ({ line }) => ({
      prompt: hostile,
      expected: { [hostile]: BigInt(line) * 10n ** 20n },
      accepted: [10n ** 30n],
    }),
  })
  const each = report(run)
  const lines = [...renderJsonl([each, each])].join('').trimEnd().split('\n')
  expect(lines).toHaveLength(10)
  lines.forEach((line, index) => {
    const number = (index % 5) + 1
    expect(parseJson(line)).toMatchObject({
      run: {
        name: 'edgejson',
        model: 'smollm2-135m-edgejson',
        dtype: 'q8',
        machine: 'pi5-lab',
        dataset: 'evals/test.jsonl',
      },
      id: each.cases[number - 1]?.id,
      line: number,
      prompt: hostile,
      expected: { [hostile]: BigInt(number) * 10n ** 20n },
      accepted: [10n ** 30n],
    })
  })
})
