import { describe, expect, it } from 'vitest'
import { compileSchema } from './compile-schema.ts'
import { draftOf } from './draft.ts'

describe('$schema', () => {
  it.each([
    ['draft-04', 'http://json-schema.org/draft-04/schema#'],
    ['draft-04', 'https://json-schema.org/draft-04/schema'],
    ['draft-04', 'http://json-schema.org/draft-05/schema#'],
    ['draft-06', 'http://json-schema.org/draft-06/schema#'],
    ['draft-06', 'https://json-schema.org/draft-06/schema'],
    ['draft-07', 'http://json-schema.org/draft-07/schema#'],
    ['draft-07', 'https://json-schema.org/draft-07/schema'],
    ['2019-09', 'https://json-schema.org/draft/2019-09/schema'],
    ['2019-09', 'http://json-schema.org/draft/2019-09/schema#'],
    ['2020-12', 'https://json-schema.org/draft/2020-12/schema'],
    ['2020-12', 'http://json-schema.org/draft/2020-12/schema#'],
  ])('declares %s as %s', (draft, $schema) => {
    expect(draftOf([{ $schema }])).toBe(draft)
    const validate = compileSchema({ $schema, type: 'object', required: ['a'] })
    expect([validate({ a: 1 }).valid, validate({}).valid]).toEqual([true, false])
  })

  it.each([
    'http://json-schema.org/draft-03/schema#',
    'https://example.com/dialect',
    'http://json-schema.org/draft-08/schema',
    5,
  ])('%s is refused by name', ($schema) => {
    expect(() => compileSchema({ $schema, type: 'object' })).toThrow(
      /\$schema is .*not supported; it can be one of/,
    )
  })
})

describe('a schema without $schema', () => {
  it.each<[string, string, object, unknown, unknown]>([
    ['draft-07', 'no keyword decides', { dependencies: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
    ['2020-12', 'prefixItems', { prefixItems: [{ type: 'number' }] }, [1], ['1']],
    ['2020-12', 'dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
    [
      '2020-12',
      'unevaluatedProperties',
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: 1 },
      { b: 1 },
    ],
    ['2019-09', 'a list as items', { items: [{ type: 'number' }], unevaluatedItems: false }, [1], [1, 2]],
    [
      '2019-09',
      'additionalItems',
      { items: [true], additionalItems: { type: 'string' }, minContains: 0 },
      [1],
      [1, 2],
    ],
    [
      '2020-12',
      'type next to $ref',
      {
        properties: { a: { $ref: '#/definitions/a', maxLength: 1 } },
        definitions: { a: { type: 'string' } },
      },
      { a: 'x' },
      { a: 'xy' },
    ],
    ['draft-04', 'a boolean exclusiveMinimum', { minimum: 1, exclusiveMinimum: true }, 2, 1],
    [
      'draft-04',
      'id that a reference uses',
      { properties: { a: { $ref: '#name' } }, definitions: { a: { id: '#name', type: 'string' } } },
      { a: 'x' },
      { a: 1 },
    ],
    [
      'draft-07',
      'id that none uses',
      { id: 'invoice', required: [], properties: { a: { const: 1 } } },
      { a: 1 },
      { a: 2 },
    ],
  ])('is judged as %s: %s', (draft, _, schema, good, bad) => {
    expect(draftOf([schema])).toBe(draft)
    const validate = compileSchema(schema)
    expect([validate(good as never).valid, validate(bad as never).valid]).toEqual([true, false])
  })

  it('is refused where its keywords are of different drafts', () => {
    expect(() => compileSchema({ prefixItems: [true], items: [true] })).toThrow(
      /uses keywords of different drafts: prefixItems \(2020-12\) and a list as items/,
    )
    expect(() => compileSchema({ minimum: 1, exclusiveMinimum: true, unevaluatedItems: false })).toThrow(
      /\$schema/,
    )
  })
})

describe('schemas as they are found', () => {
  const draft04 = 'http://json-schema.org/draft-04/schema#'

  it('draft-04: id, definitions, exclusiveMinimum, lists of types', () => {
    const validate = compileSchema({
      $schema: draft04,
      id: 'http://example.com/root.json',
      type: 'object',
      properties: {
        price: { type: 'number', minimum: 0, exclusiveMinimum: true },
        tag: { type: ['string', 'null'] },
        size: { $ref: '#/definitions/size' },
        other: { $ref: 'http://example.com/size.json' },
      },
      definitions: { size: { id: 'size.json', type: 'integer' } },
      additionalProperties: true,
    })
    expect(validate({ price: 1, tag: null, size: 2, other: 3, more: [] }).valid).toBe(true)
    expect(validate({ price: 0 }).errors).toEqual([{ path: '$.price', message: 'must be > 0' }])
    expect(validate({ size: 'x', other: 'y' }).errors.map(({ path }) => path)).toEqual(['$.size', '$.other'])
  })

  it('an older draft does not know the keywords of a newer one', () => {
    expect(compileSchema({ $schema: draft04, const: 1 })(2).valid).toBe(true)
    expect(compileSchema({ $schema: draft04, $id: 'x', type: 'string' })('a').valid).toBe(true)
    const conditional = { if: { type: 'number' }, else: { maxLength: 1 } }
    const of = (draft: string) =>
      compileSchema({ $schema: `http://json-schema.org/${draft}/schema#`, ...conditional })
    expect([of('draft-06')('ab').valid, of('draft-07')('ab').valid]).toEqual([true, false])
  })

  it('nullable, wherever it stands', () => {
    const validate = compileSchema({
      properties: {
        a: { type: 'string', nullable: true },
        b: { nullable: true, enum: ['x'] },
        c: { type: ['string', 'null'], nullable: false },
      },
    })
    expect(validate({ a: null, b: 'x', c: null }).valid).toBe(true)
    expect(validate({ b: null }).valid).toBe(false)
  })

  it('enums of thousands', () => {
    const values = Array.from({ length: 50_000 }, (_, index) => ({ code: `c${index}` }))
    const validate = compileSchema({ enum: values })
    expect([validate({ code: 'c49999' }).valid, validate({ code: 'd' }).valid]).toEqual([true, false])
  })
})

describe('a schema without a keyword', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  it.each<[unknown, RegExp]>([
    [{ name: 'invoice', strict: true, schema }, /which is under "schema"/],
    [
      { type: 'json_schema', json_schema: { name: 'invoice', schema } },
      /which is under "json_schema.schema"/,
    ],
    [
      { type: 'function', function: { name: 'f', description: 'd', parameters: schema } },
      /"function.parameters"/,
    ],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#', name: 'x', input_schema: schema },
      /"input_schema"/,
    ],
    [{ title: 'Person', fields: ['a', 'b'] }, /its keys are "title", "fields"/],
    [{ name: 'Ada', age: 3 }, /A schema has keywords such as type/],
  ])('%j is refused with the way out', (wrapper, message) => {
    expect(() => compileSchema(wrapper)).toThrow(/has no keyword of JSON Schema/)
    expect(() => compileSchema(wrapper)).toThrow(message)
  })

  it.each([
    {},
    { title: 'anything' },
    { $schema: 'http://json-schema.org/draft-07/schema#' },
    { 'x-note': 1 },
    { $defs: {} },
  ])('%j accepts everything on purpose', (anything) => {
    expect(compileSchema(anything)(5).valid).toBe(true)
  })
})
