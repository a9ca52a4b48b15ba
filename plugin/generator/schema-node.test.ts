import { expect, test } from 'vitest'
import { sourceSchema } from './benchmark-schemas.ts'
import { readSchemaNode } from './schema-node.ts'

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

test.each<[string, unknown, RegExp]>([
  ['no object', [], /\$: expected an object, got \[\]/],
  ['an unknown type', object({ a: { type: 'null' } }), /at \$\.a: "type" is "null"/],
  ['a reference', object({ a: { $ref: '#/x' } }), /at \$\.a: the keyword "\$ref" is not supported/],
  ['alternatives', { oneOf: [] }, /"oneOf" is not supported/],
  ['a required key without a property', object({}, { required: ['a'] }), /"a" is required but/],
  [
    'a list of lists',
    { type: 'array', items: { type: 'array' } },
    /a list of lists has no unambiguous prompt/,
  ],
  ['a list of open objects', { type: 'array', items: { type: 'object' } }, /without "properties"/],
  ['an empty enum', { enum: [] }, /"enum" lists no/],
  ['a const that no line can show', { const: { a: 1 } }, /"const" is not a scalar/],
  ['two types', { type: ['string', 'integer'] }, /"type" is \["string","integer"\]/],
  ['a number of properties', object({}, { maxProperties: 1 }), /"maxProperties" is not supported/],
  ['prefixItems', { type: 'array', prefixItems: [{}] }, /"prefixItems" is not supported/],
  ['dependentRequired', object({}, { dependentRequired: {} }), /"dependentRequired" is not supported/],
  ['an enum value of two lines', { enum: ['a\nb'] }, /"a\\nb", which no prompt can show/],
  ['two keys that read alike', object({ a_b: {}, 'A b': {} }), /"a_b" and "A b" read the same/],
  ['a key with a colon', object({ 'a: b': {} }), /"a: b" has other characters/],
  ['a broken pattern', { type: 'string', pattern: '(' }, /"pattern" is not a regular expression: "\("/],
])('refuses %s and says where', (_, schema, message) => {
  expect(() => readSchemaNode(schema, 'mine')).toThrow(message)
  expect(() => readSchemaNode(schema, 'mine')).toThrow(/^\[vitest-edgejson\] schema "mine" at/)
})

test('a nullable type is the other type, a constant the only choice', () => {
  const node = readSchemaNode(
    object({ a: { type: ['null', 'integer'] }, b: { const: 'EUR' }, c: { enum: ['x', null] } }),
    'mine',
  )
  expect(node.properties.get('a')?.type).toBe('integer')
  expect(node.properties.get('b')?.enum).toEqual(['EUR'])
  expect(node.properties.get('c')?.enum).toEqual(['x'])
})

test('refuses endless nesting without running out of stack', () => {
  let schema: object = { type: 'string' }
  for (let level = 0; level < 50_000; level++) schema = object({ a: schema })
  expect(() => readSchemaNode(schema, 'deep')).toThrow(/nested deeper than 24 levels/)
})

test('takes a property called __proto__ for an ordinary one', () => {
  const node = readSchemaNode(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'), 'odd')
  expect([...node.properties.keys()]).toEqual(['__proto__'])
})

test('complexity follows from nesting where nothing says it', () => {
  const inner = object({ a: { type: 'string' } })
  expect(sourceSchema('x', inner).complexity).toBe('simple')
  expect(sourceSchema('x', object({ list: { type: 'array', items: inner } })).complexity).toBe('medium')
  expect(sourceSchema('x', object({ b: object({ c: inner }) })).complexity).toBe('complex')
})

test('a schema without a title is called by its name', () => {
  const { heading, topic } = sourceSchema('parking_ticket', object({ plate: { type: 'string' } }))
  expect([heading, topic]).toEqual(['parking ticket', 'parking ticket'])
})
