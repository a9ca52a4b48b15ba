import { Ajv } from 'ajv'
import fc from 'fast-check'
import Type, { type TSchema } from 'typebox'
import { Check } from 'typebox/schema'
import { expect, test } from 'vitest'
import { ANNOTATIONS } from './rule-text.ts'

const closed = { additionalProperties: false }

/** A schema with every keyword that the schemas of this package use. */
const All = Type.Object(
  {
    text: Type.String({ minLength: 2, rule: 'two letters' }),
    word: Type.Optional(Type.String({ pattern: '^\\p{L}+$' })),
    number: Type.Optional(Type.Number({ minimum: -1, maximum: 1 })),
    above: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    whole: Type.Optional(Type.Integer()),
    flag: Type.Optional(Type.Boolean()),
    none: Type.Optional(Type.Null()),
    kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal(2), Type.Enum(['c', 'd'])])),
    list: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 1, maxItems: 3 })),
    named: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.Number(), closed)),
    open: Type.Optional(Type.Object({}, { minProperties: 1, additionalProperties: Type.String() })),
    inner: Type.Optional(Type.Object({ a: Type.Number() }, { definition: 'inner', description: 'inner' })),
  },
  closed,
)

const compiled = (schema: TSchema) =>
  new Ajv({ strict: true, allowUnionTypes: true, keywords: [...ANNOTATIONS] }).compile(schema)
/** Values near the border of each keyword, and any others. */
const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'a',
    'ab',
    '😀',
    '😀😀',
    'b1',
    'c',
    2,
    3,
    0,
    -0,
    1,
    1.5,
    -1.5,
    NaN,
    Infinity,
    null,
  ),
  fc.constantFrom<unknown>(undefined, true, [], ['a'], [1, 'a', 2], [1, 2, 3, 4], [null], [undefined], {}),
  fc.constantFrom<unknown>(
    { a: 1 },
    { a: undefined },
    { A: 1 },
    { x: 'y' },
    { x: undefined },
    { a: 1, b: 2 },
  ),
  fc.anything(),
)
const value = fc.record(
  { text: leaf, ...Object.fromEntries(Object.keys(All.properties).map((name) => [name, leaf])), other: leaf },
  { requiredKeys: ['text'] },
)

test('TypeBox accepts interpreted what ajv accepts compiled', () => {
  const validate = compiled(All)
  let accepted = 0
  const property = fc.property(fc.oneof(value, fc.anything()), (each) => {
    const isValid = validate(each)
    accepted += Number(isValid)
    expect(Check(All, each)).toBe(isValid)
  })
  const good = fc.property(fc.constantFrom(...Object.keys(All.properties)), leaf, (name, each) => {
    const object = { text: 'ab', [name]: each }
    const isValid = validate(object)
    accepted += Number(isValid)
    expect(Check(All, object)).toBe(isValid)
  })
  fc.assert(property, { numRuns: 300 })
  fc.assert(good, { numRuns: 1000 })
  expect(accepted).toBeGreaterThan(50)
})
