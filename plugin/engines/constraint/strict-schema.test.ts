import { expect, test } from 'vitest'
import { strictProblems } from './strict-schema.ts'

const closed = { type: 'object', additionalProperties: false }
const leaf = { type: 'string' }

test.each<[string, unknown, string[]]>([
  [
    'closed objects with every property required',
    { ...closed, properties: { a: leaf }, required: ['a'] },
    [],
  ],
  [
    'objects in lists, branches and definitions',
    {
      ...closed,
      properties: {
        a: { type: 'array', items: { type: 'object' } },
        b: { anyOf: [leaf, { ...closed, properties: { c: leaf } }] },
      },
      required: ['a', 'b'],
      $defs: { 'x/y': { allOf: [] } },
    },
    [
      '#/properties/a/items must have additionalProperties: false',
      '#/properties/b/anyOf/1/properties/c must be in required',
      '#/$defs/x~1y must not use allOf',
    ],
  ],
  ['a list at the root', { type: 'array', items: leaf }, ['# must be of the type object, without anyOf']],
  ['an optional property', { ...closed, properties: { a: leaf } }, ['#/properties/a must be in required']],
  ['true', true, ['# must be of the type object, without anyOf']],
])('%s', (_, schema, expected) => {
  expect(strictProblems(schema).map(({ path, rule }) => `${path} ${rule}`)).toEqual(expected)
})
