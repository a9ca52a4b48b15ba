import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Example } from '../records/example.ts'
import { changedParts, NO_EXPECTED_VALUE } from '../records/example-hash.ts'
import { ExampleHasher } from './hash-example.ts'
import { parseExampleLine } from './load/read-example.ts'
import { lineContext } from './load/scan-dataset.ts'
import { SchemaRegistry } from './schemas/schema-registry.ts'

const entry = (id: string, schema: Record<string, unknown>) => ({
  id,
  complexity: null,
  schema,
  file: `${id}.json`,
})
const ADDRESS = { type: 'object', properties: { zip: { type: 'string' } } }
const ORDER = {
  type: 'object',
  properties: { to: { $ref: 'address.json#/properties/zip' }, n: { type: 'number' } },
}
const registry = (order: Record<string, unknown> = ORDER, address: Record<string, unknown> = ADDRESS) =>
  new SchemaRegistry([entry('order', order), entry('address', address)])

const example: Example = {
  id: 'a',
  line: 1,
  schemaId: 'order',
  complexity: 'simple',
  source: null,
  critical: false,
  prompt: 'Order 5',
  expected: { n: 5, to: '12345' },
}
const RULES = { equality: 'typed' }
const hash = new ExampleHasher('official', registry(), RULES).hash(example)
const partsOf = (change: Partial<Example>, hasher = new ExampleHasher('official', registry(), RULES)) =>
  changedParts(hash, hasher.hash({ ...example, ...change }))

describe('an example hash', () => {
  it('is made of four hashes of 16 digits', () => {
    expect(Object.values(hash).every((each) => /^[0-9a-f]{16}$/.test(each ?? ''))).toBe(true)
    expect(new Set(Object.values(hash)).size).toBe(4)
  })

  it('has one hash for every example without an expected value', () => {
    const { expected, ...rest } = example
    const hasher = new ExampleHasher('official', registry(), RULES)
    expect(expected).toBeDefined()
    expect(hasher.hash(rest).expected).toBe(NO_EXPECTED_VALUE)
    expect(hasher.hash({ ...rest, expected: '' }).expected).not.toBe(NO_EXPECTED_VALUE)
  })

  it('says which part changed, and nothing of id, line and labels', () => {
    expect(partsOf({ id: 'b', line: 7, complexity: null, source: 'note', critical: true })).toEqual([])
    expect(partsOf({ prompt: 'Order 6' })).toEqual(['prompt'])
    expect(partsOf({ expected: { n: 5, to: '12346' } })).toEqual(['expected'])
    expect(partsOf({ expected: { n: '5', to: '12345' } })).toEqual(['expected'])
    expect(partsOf({ schemaId: null })).toEqual(['schema'])
    expect(partsOf({}, new ExampleHasher('chat', registry(), RULES))).toEqual(['prompt'])
    expect(partsOf({}, new ExampleHasher('official', registry(), { equality: 'loose' }))).toEqual(['rules'])
  })

  it('follows a schema into the files that it refers to, and ignores the order of keys', () => {
    const { type, properties } = ORDER
    expect(partsOf({}, new ExampleHasher('official', registry({ properties, type }), RULES))).toEqual([])
    const zip = { type: 'object', properties: { zip: { type: 'integer' } } }
    expect(partsOf({}, new ExampleHasher('official', registry(ORDER, zip), RULES))).toEqual(['schema'])
    // A template with the schema in it shows the model its text.
    const template = '{schema} {prompt}'
    const shown = new ExampleHasher(template, registry(), RULES).hash(example)
    const reordered = new ExampleHasher(template, registry({ properties, type }), RULES).hash(example)
    expect(changedParts(shown, reordered)).toEqual(['prompt'])
  })

  it('follows references by $id too', () => {
    const order = { properties: { to: { $ref: 'https://example.com/zip' } } }
    const named = (type: string) =>
      new ExampleHasher('official', registry(order, { $id: 'https://example.com/zip', type }), RULES).hash(
        example,
      )
    expect(changedParts(named('string'), named('string'))).toEqual([])
    expect(changedParts(named('string'), named('integer'))).toEqual(['schema'])
  })

  it('ends with schemas that refer to each other', () => {
    const circular = registry({ $ref: 'address.json' }, { $ref: './order.json#' })
    expect(new ExampleHasher('official', circular, RULES).hash(example).schema).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is the same for any way to write the same JSON', () => {
    const context = lineContext('data.jsonl', { schemas: null })
    const read = (text: string) =>
      new ExampleHasher('official', registry(), RULES).hash(parseExampleLine(text, 1, context))
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
        fc.jsonValue(),
        (prompt, value) => {
          const line = { id: 'a', schema_id: 'order', prompt, expected_output: { value, n: 5 } }
          const reversed = { expected_output: { n: 5, value }, prompt, schema_id: 'order', id: 'a' }
          const plain = read(JSON.stringify(line))
          expect(read(JSON.stringify(reversed, null, '\t').replaceAll('\n', ' '))).toEqual(plain)
          const asText = { ...line, expected_output: JSON.stringify(reversed.expected_output) }
          expect(read(JSON.stringify(asText))).toEqual(plain)
        },
      ),
      { numRuns: 50 },
    )
    const number = (text: string) =>
      read(`{"id":"a","schema_id":"order","prompt":"p","expected":{"n":${text}}}`)
    expect(number('5.0')).toEqual(number('5'))
    expect(number('9007199254740993')).not.toEqual(number('9007199254740992'))
  })
})
