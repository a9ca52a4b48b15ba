import { expect, test } from 'vitest'
import { ExampleHasher } from '../hash-example.ts'
import { textLoader, twoSchemas } from '../test-support/load-text.ts'
import { loadDataset } from './load-dataset.ts'

const { folder } = textLoader()

function load(lines: readonly object[], options: Parameters<typeof loadDataset>[1] = {}) {
  const file = folder.write('data.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  return loadDataset(file, { schemas: twoSchemas, ...options })
}

const bare = { id: 'a', prompt: 'No. 7', schema_id: 'invoice' }

test('a line without an expected value is broken, unless the dataset declares it', () => {
  expect(load([bare]).problems).toMatchObject([{ code: 'MISSING_FIELD' }])
  const { examples, problems } = load([bare, { ...bare, id: 'b', expected: null }], {
    goldValues: 'optional',
  })
  expect(problems).toEqual([])
  expect(examples[0]).not.toHaveProperty('expected')
  expect(examples[1]).toHaveProperty('expected', null)
  const hasher = new ExampleHasher('{prompt}', twoSchemas, [])
  const [without, withNull] = examples.map((each) => hasher.hash(each).expected)
  expect(without).not.toBe(withNull)
})

test('without an expected value a line needs a schema', () => {
  const { problems } = load([{ id: 'a', prompt: 'No. 7' }], { goldValues: 'optional' })
  expect(problems).toMatchObject([
    { reason: expect.stringContaining('neither an expected value nor a schema') },
  ])
})

test('a gold file may lack examples where that is declared', () => {
  const file = folder.write('gold.jsonl', '{"id": "b", "expected": {"no": 8}}')
  const gold = { file }
  const lines = [bare, { ...bare, id: 'b' }]
  expect(load(lines, { gold }).problems).toHaveLength(1)
  expect(load(lines, { gold, goldValues: 'optional' }).examples).toMatchObject([
    { id: 'a' },
    { id: 'b', expected: { no: 8 } },
  ])
})
