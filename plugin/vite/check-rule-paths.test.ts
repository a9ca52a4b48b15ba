import { expect, test } from 'vitest'
import { parseJson } from '../core/json/parse.ts'
import { checkRulePaths } from './check-rule-paths.ts'

const check = (path: string, expected: string, schema?: unknown) =>
  checkRulePaths({ rules: [{ path, ignore: true }], modules: {} }, [
    { expected: parseJson(expected), schema },
  ])

const person = {
  properties: { name: {}, home: { $ref: '#/$defs/home' } },
  $defs: { home: { allOf: [{ properties: { 'zip/code': {} } }] } },
}

test.each<[string, string, unknown?]>([
  ['$', '1'],
  ['$.items[*].price', '{"items": [{"sku": 1}, {"price": 2}]}'],
  ['$.items[1]', '{"items": [1, 2]}'],
  ['$..price', '{"items": [{"price": 2}]}'],
  ["$.home['zip/code']", '{}', person],
  ['$.children[*].name', '{}', { properties: { children: { items: person } } }],
  [
    '$.next.next.next.id',
    '{}',
    { properties: { id: {}, next: { $ref: '#' }, loop: { $ref: '#/properties/loop' } } },
  ],
  ['$.home.zip', '{}', { properties: { home: { $ref: '#/oneOf/0' } }, oneOf: [{ properties: { zip: {} } }] }],
  [
    '$.home.zip',
    '{}',
    {
      properties: { home: { $ref: '#/$defs/my%20home' } },
      $defs: { 'my home': { properties: { zip: {} } } },
    },
  ],
])('%s is found in %s', (path, expected, schema) => {
  expect(() => check(path, expected, schema)).not.toThrow()
})

test.each<[string, string, unknown, string]>([
  ['$.item[*].price', '{"items": [{"price": 2}]}', undefined, 'Where it ends, they have: "items".'],
  ['$.items[*].prize', '{"items": [{"price": 2}, {"sku": 1}]}', undefined, 'they have: "price", "sku".'],
  ['$.home.zip', '{"home": {"city": 1}}', person, 'they have: "city", "zip/code".'],
  [
    '$.items[3]',
    '{"items": [1]}',
    undefined,
    'matches nothing in the expected values and JSON Schemas of the datasets.',
  ],
])('%s is not found in %s', (path, expected, schema, message) => {
  expect(() => check(path, expected, schema)).toThrow(message)
})
