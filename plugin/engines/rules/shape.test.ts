import { describe, expect, test } from 'vitest'
import { ANY_SHAPE, shapeOf } from './shape.ts'

describe('shapeOf', () => {
  test('keeps the order of the properties and what is required', () => {
    const { object } = shapeOf({
      type: 'object',
      properties: { unit_price: { type: 'number' }, total: { type: 'integer' } },
      required: ['total', 7],
    })
    expect([...(object?.fields ?? [])].map(([label, { key, index }]) => [label, key, index])).toEqual([
      ['unitprice', 'unit_price', 0],
      ['total', 'total', 1],
    ])
    expect([...(object?.required ?? [])]).toEqual(['total'])
  })

  test('infers a type that is not said', () => {
    expect(shapeOf({ properties: {} }).object).not.toBeNull()
    expect(shapeOf({ items: {} }).list).not.toBeNull()
    expect([...shapeOf({ enum: [1] }).scalars]).toContain('number')
  })

  test.each([true, null, 'string', [], {}, { type: 7 }, { $ref: '#' }, { anyOf: [{ type: 'string' }] }])(
    'lets %j be anything',
    (schema) => {
      expect(shapeOf(schema)).toBe(ANY_SHAPE)
    },
  )

  test('gives the first of two keys that look the same in a prompt', () => {
    const { object } = shapeOf({ type: 'object', properties: { first_name: {}, firstName: {} } })
    expect(object?.fields.get('firstname')?.key).toBe('first_name')
    expect(object?.fields.size).toBe(1)
  })

  test('survives a schema nested endlessly', () => {
    const schema: Record<string, unknown> = { type: 'object' }
    schema.properties = { again: schema }
    expect(shapeOf(schema).object?.fields.get('again')?.key).toBe('again')
  })
})
