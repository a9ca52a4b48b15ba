import fc from 'fast-check'
import { isRecord, type JsonObject, type JsonScalar, type JsonValue } from '../../../core/json/json.ts'

/**
 * How ambiguous a generated value may be. `determined`: every item of a list of objects has the first
 * property of its schema, so that the items can be separated. `any`: everything that the schema allows.
 */
export type Freedom = 'determined' | 'any'

/** Ordinary text in one line. */
const sentence = fc
  .array(fc.stringMatching(/^[A-Za-z0-9.,'@#-]{1,9}$/), { minLength: 1, maxLength: 6 })
  .map((words) => words.join(' '))

/** Text of several lines, none of which looks like a key. */
const paragraphs = fc.array(sentence, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n'))

/** Strings that are difficult for a parser that infers types from texts. */
const text = fc.oneof(
  sentence,
  paragraphs,
  fc.constantFrom(
    '',
    ' ',
    ':',
    ': ',
    'a: b',
    '007',
    '42',
    '-1.5',
    'True',
    'None',
    '{}',
    '{"a": 1}',
    '\u001b[31m',
    'é😀',
  ),
)

const item = fc.oneof(sentence, fc.constantFrom('42', 'True', 'Key: value', '- x', '"quoted"'))

/** Values that comply with a schema (type, properties, required, items, enum, minItems). */
export function valuesOf(schema: unknown, freedom: Freedom): fc.Arbitrary<JsonValue> {
  if (!isRecord(schema)) return fc.constant('Word')
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum.filter(isScalar))
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, freedom, null)
    case 'array':
      return listsOf(schema, freedom)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.oneof(fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }))
    case 'number':
      return fc
        .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
        .map((value) => value + 0)
    case 'string':
      return text
    default:
      return fc.constant('Word')
  }
}

function listsOf(schema: Record<string, unknown>, freedom: Freedom): fc.Arbitrary<JsonValue> {
  const { items } = schema
  const minLength = typeof schema.minItems === 'number' ? schema.minItems : 1
  if (!isRecord(items) || items.type !== 'object') {
    const plain = isRecord(items) && items.type === 'string' ? item : valuesOf(items, freedom)
    return fc.array(plain, { minLength, maxLength: minLength + 3 })
  }
  const [first = null] = Object.keys(isRecord(items.properties) ? items.properties : {})
  const entry = objectsOf(items, freedom, freedom === 'determined' ? first : null)
  return fc.array(entry, { minLength: Math.max(1, minLength), maxLength: minLength + 3 })
}

function objectsOf(
  schema: Record<string, unknown>,
  freedom: Freedom,
  present: string | null,
): fc.Arbitrary<JsonObject> {
  const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : []
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : []
  const members = properties.map(([key, child]) => {
    const value = valuesOf(child, freedom)
    const always = required.includes(key) || key === present
    const member = always ? value : fc.option(value, { nil: undefined })
    return member.map((each) => ({ key, value: each }))
  })
  return fc.tuple(...members).map((entries) => {
    const object: JsonObject = {}
    for (const { key, value } of entries) if (value !== undefined) object[key] = value
    return object
  })
}

const key = fc.stringMatching(/^[a-z]{1,4}[0-9]?(_[a-z]{1,4}){0,2}$/)

const scalarLists: fc.Arbitrary<unknown> = fc
  .constantFrom('string', 'number', 'integer', 'boolean')
  .map((type) => ({ type: 'array', items: { type } }))

/** Schemas of objects: scalars of every type, objects and lists inside one another, three levels deep. */
export const schemas: fc.Arbitrary<Record<string, unknown>> = objectSchemas(3)

function objectSchemas(depth: number): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .uniqueArray(fc.tuple(key, propertySchemas(depth - 1)), {
      minLength: 1,
      maxLength: 5,
      selector: ([name]) => name.replaceAll('_', ''),
    })
    .chain((entries) =>
      fc.subarray(entries.map(([name]) => name)).map((required) => ({
        type: 'object',
        properties: Object.fromEntries(entries),
        required,
      })),
    )
}

function propertySchemas(depth: number): fc.Arbitrary<unknown> {
  const scalars: fc.Arbitrary<unknown> = fc.constantFrom(
    { type: 'string' },
    { type: 'number' },
    { type: 'integer' },
    { type: 'boolean' },
    { enum: ['low', '1', 2, true, null] },
    {},
  )
  const flat = fc.oneof(scalars, fc.constant({ type: 'object' }), scalarLists)
  if (depth <= 0) return flat
  const deep = objectSchemas(depth)
  return fc.oneof(
    flat,
    deep,
    deep.map((items) => ({ type: 'array', items })),
  )
}

function isScalar(value: unknown): value is JsonScalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
