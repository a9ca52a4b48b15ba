import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { packageInfo } from '../../plugin/core/package-info.ts'
import { published } from '../test-support/paper/paper-input.ts'
import { parsePublished } from './published.ts'

test('the packaged figures are those that were published', () => {
  const file = path.join(packageInfo.root, 'fixtures/paper/published.json')
  const packaged = parsePublished(JSON.parse(readFileSync(file, 'utf8')), file)
  expect(
    packaged.results.map(({ model, jsonExact, fieldF1, schemaCompliance, byComplexity }) => [
      model,
      jsonExact,
      fieldF1,
      schemaCompliance,
      ...Object.values(byComplexity ?? {}),
    ]),
  ).toEqual([
    ['SmolLM2-135M base', 0.019, 0.024, 0.051],
    ['Maaza-MLM-135M', 0.247, 0.52, 0.519, 0.447, 0.135, 0],
    ['SmolLM2-360M base', 0.114, 0.24, 0.152],
    ['Maaza-SLM-360M', 0.551, 0.78, 0.797, 0.789, 0.514, 0.04],
    ['Qwen2.5-0.5B', 0.146, 0.195, 0.19, 0.289, 0.027, 0],
  ])
  expect(Object.values(packaged.errors[0]?.shares ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(
    1,
  )
  expect(packaged.source).toContain('SLMBench')
})

test.each([
  [{}, 'f.json has no published figures'],
  [
    { ...published, results: [{ model: 'x' }] },
    'field results[0].parameters of f.json is missing; it must be',
  ],
  [
    { ...published, errors: [{ model: 'x', shares: { laziness: 1 } }] },
    'there is no field "errors[0].shares.laziness" of f.json',
  ],
  [
    { ...published, hyperparameters: [{ model: 'x', values: { rank: null } }] },
    'field hyperparameters[0].values.rank of f.json is null; it must be a string or a number',
  ],
])('refuses %j', (value, message) => {
  expect(() => parsePublished(value, 'f.json')).toThrow(message)
})
