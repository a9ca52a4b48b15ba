import { describe, expect, it } from 'vitest'
import { compileSchema } from './compile-schema.ts'

/** `a0` is both of `a1` and `a1`, and so on. */
function chain(keyword: string, length: number): object {
  const definitions: Record<string, object> = { [`a${length}`]: { type: 'string' } }
  for (let index = 0; index < length; index += 1) {
    const next = { $ref: `#/definitions/a${index + 1}` }
    definitions[`a${index}`] = { [keyword]: [next, next] }
  }
  return { properties: { x: { $ref: '#/definitions/a0' } }, definitions }
}

describe('references', () => {
  it.each(['allOf', 'anyOf', 'oneOf'])('that multiply in %s are refused before the run', (keyword) => {
    expect(compileSchema(chain(keyword, 10))({ x: 1 }).valid).toBe(false)
    expect(() => compileSchema(chain(keyword, 30))).toThrow(
      /its references multiply: more than 100000 subschemas/,
    )
  })

  it.each([
    { $ref: '#' },
    {
      allOf: [{ $ref: '#/definitions/a' }],
      definitions: { a: { anyOf: [{ $ref: '#/definitions/b' }] }, b: { $ref: '#/definitions/a' } },
    },
    { $ref: '#/definitions/a', definitions: { a: { not: { $ref: '#/definitions/a' } } } },
  ])('%j leads back to itself', (schema) => {
    expect(() => compileSchema(schema)).toThrow(/leads back to itself for the same value/)
  })

  it('that branch at each level of a value end with an error, never with a score', () => {
    const child = { properties: { child: { $ref: '#/definitions/node' } } }
    const validate = compileSchema({
      $ref: '#/definitions/node',
      definitions: {
        node: {
          anyOf: [
            { required: ['no'], ...child },
            { required: ['none'], ...child },
            { allOf: [child, child] },
          ],
        },
      },
    })
    let value = {}
    for (let depth = 0; depth < 3; depth += 1) value = { child: value }
    expect(validate(value).valid).toBe(true)
    for (let depth = 0; depth < 40; depth += 1) value = { child: value }
    expect(() => validate(value)).toThrow(expect.objectContaining({ code: 'WORK_LIMIT' }))
    expect(() => validate(value)).toThrow(/more than 500000000 steps. It is not scored/)
    // The count begins again with each value.
    expect(validate({ child: {} }).valid).toBe(true)
  })

  it('of lists within lists are cheap', () => {
    const validate = compileSchema({
      type: 'array',
      items: { anyOf: [{ $ref: '#' }, { type: 'number' }] },
      uniqueItems: true,
    })
    const rows = Array.from({ length: 300 }, (_, row) =>
      Array.from({ length: 100 }, (__, column) => row * 100 + column),
    )
    expect(validate(rows).valid).toBe(true)
  })
})

describe('references to other documents', () => {
  const files: Record<string, unknown> = {
    'file:///schemas/address.json': {
      type: 'object',
      required: ['city'],
      properties: { country: { $ref: 'common/types.json#/definitions/country' } },
    },
    'file:///schemas/common/types.json': {
      definitions: {
        country: { enum: ['DE', 'FR'] },
        id: { $ref: '#/definitions/text' },
        text: { type: 'string' },
      },
    },
    'https://example.com/money.json': {
      $id: 'https://example.com/money.json',
      type: 'number',
      multipleOf: 0.01,
    },
    'file:///schemas/tuple.json': { prefixItems: [{ type: 'number' }] },
    'file:///schemas/new.json': {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      prefixItems: [{ type: 'number' }],
    },
    'file:///schemas/wrapper.json': { name: 'x', schema: {} },
  }
  const compile = (schema: unknown) =>
    compileSchema(schema, { uri: 'file:///schemas/order.json', document: (uri) => files[uri] })

  it('are followed: relative, with fragments, and by $id', () => {
    const validate = compile({
      type: 'object',
      properties: {
        ship: { $ref: 'address.json' },
        id: { $ref: './common/types.json#/definitions/id' },
        total: { $ref: 'https://example.com/money.json' },
        next: { $ref: '#' },
        again: { $ref: 'order.json#/properties/ship' },
      },
    })
    expect(
      validate({
        ship: { city: 'Ulm', country: 'DE' },
        id: 'a',
        total: 19.99,
        next: { again: { city: 'x' } },
      }).valid,
    ).toBe(true)
    expect(
      validate({ ship: { country: 'XX' }, id: 1, total: 0.001, next: { again: {} } }).errors.map(
        ({ path }) => path,
      ),
    ).toEqual(['$.ship', '$.ship.country', '$.id', '$.total', '$.next.again'])
  })

  it('start from a relative $id of the schema', () => {
    const validate = compile({ $id: 'renamed.json', properties: { ship: { $ref: 'address.json' } } })
    expect(validate({ ship: {} }).valid).toBe(false)
  })

  it('let the keywords of all of them decide about the draft', () => {
    expect(compile({ properties: { a: { $ref: 'tuple.json' } } })({ a: ['x'] }).valid).toBe(false)
    expect(compile({ properties: { a: { $ref: 'new.json' } } })({ a: ['x'] }).valid).toBe(false)
  })

  it.each<[object, RegExp]>([
    [{ $ref: 'none.json' }, /it refers to "none.json", which is no file in the folder of schemas/],
    [
      { $ref: 'https://example.org/x.json#/a' },
      /refers to "https:\/\/example.org\/x.json#\/a", which is no \$id in the folder.*over the network are not followed/,
    ],
    [{ $ref: 'address.json#/definitions/none' }, /"address.json#\/definitions\/none" leads to nothing/],
    [{ $ref: 'wrapper.json' }, /it refers to "wrapper.json", which is broken: it has no keyword/],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#', allOf: [{ $ref: 'new.json' }] },
      /another draft \(draft-07 and 2020-12\)/,
    ],
  ])('%j is refused by name', (schema, message) => {
    expect(() => compile(schema)).toThrow(expect.objectContaining({ code: 'BAD_SCHEMA' }))
    expect(() => compile(schema)).toThrow(message)
  })
})
