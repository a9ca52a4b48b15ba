import { expect, test } from 'vitest'
import { leavesOf, recognisableValues } from './leaves.ts'
import { readSchemaNode } from './schema-node.ts'

test('recognisable: long enough, no enum, no closed list, no single word, no state', () => {
  const root = readSchemaNode(
    {
      properties: {
        status: { enum: ['in_progress'] },
        text: { type: 'string' },
        list: { type: 'array', items: {} },
      },
    },
    'x',
  )
  const expected = {
    status: 'in_progress',
    text: 'in_progress',
    list: [
      'Magazine',
      'two words',
      'North Dakota',
      'Europe/Berlin',
      'mmol/L',
      '04512',
      '2024-03-01',
      123456.78,
      true,
    ],
  }
  expect(recognisableValues(expected, root)).toEqual(['in_progress', 'two words', '2024-03-01'])
})

test('hostile nesting ends the search, not the process', () => {
  let value: unknown = 'x'
  for (let level = 0; level < 100_000; level++) value = [value]
  expect(leavesOf(value, null)).toEqual([])
})
