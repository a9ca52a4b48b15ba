import { describe, expect, it } from 'vitest'
import { compileSchema } from '../scoring/index.ts'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

describe('toComplyWithSchema', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { total: { type: 'integer' }, at: { format: 'date' } },
  }

  it('judges by a schema or by a compiled one', () => {
    expect('{"id": 1, "total": 2, "at": "soon"}').toComplyWithSchema(schema)
    expect({ id: 1 }).toComplyWithSchema(compileSchema(schema))
    expect(completion()).not.toComplyWithSchema(schema)
    expect('nothing').not.toComplyWithSchema(schema)
    expect({}).toComplyWithSchema(true)
  })

  it('lists the rules that are broken', () => {
    expect(message(() => expect(completion()).toComplyWithSchema(schema))).toMatchInlineSnapshot(`
      "the JSON breaks 2 rules of the schema

        path     rule
        $        must have required property 'id'
        $.total  must be integer"
    `)
    expect(message(() => expect({ id: 1 }).not.toComplyWithSchema(schema))).toBe(
      'expected JSON that breaks the schema, but this complies: {"id":1}',
    )
  })

  it('refuses what is no schema', () => {
    // @ts-expect-error a text is no schema
    expect(() => expect('{}').toComplyWithSchema('rating')).toThrow(TypeError)
    expect(() => expect('{}').toComplyWithSchema({ type: 'text' })).toThrow(
      expect.objectContaining({ code: 'BAD_SCHEMA' }),
    )
  })
})
