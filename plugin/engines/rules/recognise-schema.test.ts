import { describe, expect, test } from 'vitest'
import { readLines } from './read-lines.ts'
import { indexCandidates, recogniseSchema, wordsOf } from './recognise-schema.ts'
import { shapeOf } from './shape.ts'

function recognise(schemas: Record<string, unknown>, prompt: string): string | null {
  const candidates = Object.entries(schemas).flatMap(([id, schema]) => {
    const shape = shapeOf(schema).object
    return shape === null ? [] : [{ id, words: wordsOf(id), shape }]
  })
  return recogniseSchema(readLines(prompt), indexCandidates(candidates))?.id ?? null
}

function schema(required: readonly string[], ...optional: readonly string[]): Record<string, unknown> {
  const properties = Object.fromEntries([...required, ...optional].map((key) => [key, { type: 'string' }]))
  return { type: 'object', properties, required }
}

describe('recogniseSchema', () => {
  test('takes the schema that knows the most keys', () => {
    const schemas = { a: schema([], 'name', 'age'), b: schema([], 'name', 'age', 'city') }
    expect(recognise(schemas, 'Name: x\nCity: y')).toBe('b')
  })

  test('takes no key twice and none from a deeper line', () => {
    const schemas = { a: schema([], 'name'), b: schema([], 'city', 'age') }
    expect(recognise(schemas, 'Name: x\nName: y\nName: z\n  Name: w\nCity: u\nAge: v')).toBe('b')
  })

  test('of equals, takes the one that misses no required key', () => {
    const schemas = { a: schema(['name', 'age']), b: schema(['name'], 'age') }
    expect(recognise(schemas, 'Name: x')).toBe('b')
  })

  test('of equals, takes the one that title or closing line name', () => {
    const schemas = { order_details: schema(['name']), user_profile: schema(['name']) }
    expect(recognise(schemas, 'A user profile\n\nName: x')).toBe('user_profile')
    expect(recognise(schemas, 'Name: x\n\nPlease extract the user profile information as JSON.')).toBe(
      'user_profile',
    )
    expect(recognise(schemas, 'Name: x\nMy user profile')).toBe('order_details')
  })

  test('of equals, takes the smallest', () => {
    expect(recognise({ a: schema([], 'name', 'age'), b: schema([], 'name') }, 'Name: x')).toBe('b')
  })

  test('counts a key only where its line can hold such a value', () => {
    const schemas = {
      a: { type: 'object', properties: { data: { type: 'object' }, extra: {} } },
      b: { type: 'object', properties: { data: { type: 'string' }, more: {}, extra: {} } },
    }
    expect(recognise(schemas, 'Data: x')).toBe('b')
    expect(recognise(schemas, 'Data:\n  X: 1')).toBe('a')
    // The first line is part of a text; the second one is the key.
    expect(recognise({ a: schemas.a }, 'Data: x\nData:')).toBe('a')
  })

  test('recognises nothing where no key is known', () => {
    expect(recognise({ a: schema(['name']) }, 'constructor: x\n__proto__: y')).toBeNull()
    expect(recognise({}, 'Name: x')).toBeNull()
  })
})
