import { expect, test } from 'vitest'
import { loadDataset, openSchemas, PACKAGED_SCHEMAS } from '../../dataset/index.ts'
import { acceptableValues } from '../../records/example.ts'
import { checkConstraint } from './check-constraint.ts'
import { detectWhiteSpace } from './white-space.ts'

test('every expected value of the packaged test split is accepted', async () => {
  const schemas = openSchemas(PACKAGED_SCHEMAS)
  const { examples } = await loadDataset('fixtures/edgejson/test.jsonl', { schemas })
  const record = await checkConstraint(
    examples.map((each) => ({
      ...each,
      schema: schemas.entryFor(each)?.schema ?? null,
      acceptable: acceptableValues(each),
    })),
    { mode: 'schema', whiteSpace: 'spaced', library: 'x', version: null },
  )
  expect(record).toMatchObject({
    withoutSchema: 0,
    expected: { checked: 158, reordered: 0, refused: 0, firstRefused: [] },
  })
  // Formats are annotations in scoring too.
  expect(new Set(record.unenforced.map(({ keyword }) => keyword))).toEqual(new Set(['format']))
})

test('expected values that the grammar refuses are counted and named, those in another order counted', async () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' }, b: {} }, required: ['a'] }
  const example = (id: string, expected: unknown): object => ({
    id,
    schemaId: 's',
    schema,
    acceptable: [expected],
  })
  const record = await checkConstraint(
    [
      example('1', { a: 1, b: 2 }),
      example('2', { b: [{}], a: 1 }),
      example('3', { a: 'x' }),
      { id: '4', schemaId: null, schema: null, acceptable: [{ any: 'thing' }] },
    ] as Parameters<typeof checkConstraint>[0],
    { mode: 'schema', whiteSpace: 'compact', library: 'x', version: null },
  )
  expect(record).toMatchObject({
    schemas: 1,
    withoutSchema: 1,
    expected: { checked: 4, reordered: 1, refused: 1, firstRefused: [{ id: '3', schema: 's' }] },
  })
})

test('white space of expected values', () => {
  expect(detectWhiteSpace(['{"id": "x: ,y", "expected": {"a": 1, "b": [1, 2]}}'])).toBe('spaced')
  expect(detectWhiteSpace(['{"id":"x: ,y","expected":{"a":1,"b":[1,2]}}'])).toBe('compact')
  expect(detectWhiteSpace(['{"id":"x","output":"{\\"a\\": 1, \\"b\\": 2}"}'])).toBe('spaced')
  expect(detectWhiteSpace(['{"id":"x","output":"{\\n  \\"a\\": 1\\n}"}'])).toBe('any')
  expect(detectWhiteSpace(['{"a": 1, "b": 2}', '{"a":1}'])).toBe('any')
  expect(detectWhiteSpace([])).toBe('spaced')
})

test('of several accepted values one is enough, and an example without any is not counted', async () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
  const example = { id: '1', schemaId: 's', schema, acceptable: [{ a: 'x' }, { a: 1 }] }
  const record = await checkConstraint([example, { ...example, acceptable: [] }], {
    mode: 'schema',
    whiteSpace: 'compact',
    library: 'x',
    version: null,
  })
  expect(record.expected).toMatchObject({ checked: 1, refused: 0 })
})
