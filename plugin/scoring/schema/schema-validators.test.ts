import { describe, expect, it } from 'vitest'
import { type SchemaFile, SchemaValidators } from './schema-validators.ts'

const draft04 = 'http://json-schema.org/draft-04/schema#'

function notesOf(schemas: Readonly<Record<string, unknown>>): readonly string[] {
  const file = (id: string): SchemaFile => ({ id, schema: schemas[id], file: `/evals/${id}.json` })
  const validators = new SchemaValidators(
    {
      entryFor: ({ schemaId }) => (schemaId === null ? undefined : file(schemaId)),
      document: (uri) => schemas[uri.replace(/^file:.*\/([^/]+)\.json$/, '$1')],
    },
    { root: '/evals' },
  )
  validators.validatorFor({ id: 'one', schemaId: 'main' })
  validators.validatorFor({ id: 'two', schemaId: 'main' })
  return validators.notes
}

describe('notes on keywords that are most likely misspelt', () => {
  it('name file, keyword, place and what was meant', () => {
    const schema = {
      requird: ['a'],
      properties: { a: { type: 'string', minLenght: 3 }, b: { any_of: [], max_items: 1 } },
      AdditionalProperties: false,
    }
    expect(notesOf({ main: schema })).toEqual([
      'the schema "main.json" has keywords that no draft knows, so that they check nothing: "requird" at its root (did you ' +
        'mean "required"?), "AdditionalProperties" at its root (did you mean "additionalProperties"?), "any_of" at ' +
        '/properties/b (did you mean "anyOf"?) and 2 more keywords. Correct or remove them.',
    ])
  })

  it.each(['ref', 'itmes', 'typ', 'enums', 'propertys', 'PATTERN', 'oneof'])('%s', (keyword) => {
    expect(notesOf({ main: { properties: { a: { [keyword]: {} } } } })[0]).toMatch(
      `"${keyword}" at /properties/a`,
    )
  })

  it('none for names of properties, values, and words of other tools', () => {
    const words = [
      'x-required',
      'label',
      'note',
      'name',
      'unit',
      'order',
      'enumNames',
      'when',
      'propertyOrder',
      'ui:widget',
    ]
    const main = {
      properties: Object.fromEntries(
        ['requird', 'typ', 'ref'].map((name) => [name, { const: { requird: 1 } }]),
      ),
      ...Object.fromEntries(words.map((word) => [word, 'x'])),
    }
    expect(notesOf({ main })).toEqual([])
  })
})

describe('notes on keywords that the draft of a schema ignores', () => {
  it('name file, keyword, place and draft, once', () => {
    const schema = {
      $schema: draft04,
      properties: { 'a/b': { const: 1 }, c: { items: { const: 2 } } },
      if: { required: ['a/b'] },
    }
    expect(notesOf({ main: schema })).toEqual([
      'the schema "main.json" is judged as draft-04, which ignores if at its root, const at /properties/c/items and 1 ' +
        'more: name the draft that has these keywords in $schema, or remove them.',
    ])
  })

  it('of an older draft in a newer one', () => {
    const $schema = 'https://json-schema.org/draft/2020-12/schema'
    expect(notesOf({ main: { $schema, additionalItems: false } })[0]).toMatch(
      /judged as 2020-12, which ignores additionalItems at its root/,
    )
  })

  it('next to a reference', () => {
    const $schema = 'http://json-schema.org/draft-07/schema#'
    const a = { $ref: '#/definitions/a', maxLength: 1 }
    expect(notesOf({ main: { $schema, properties: { a }, definitions: { a: {} } } })[0]).toMatch(
      /which ignores maxLength next to \$ref at \/properties\/a/,
    )
  })

  it('in a file that it refers to', () => {
    const other = { $schema: draft04, const: 1 }
    expect(notesOf({ main: { $schema: draft04, allOf: [{ $ref: 'other.json' }] }, other })[0]).toMatch(
      /the schema "other.json" is judged as draft-04, which ignores const/,
    )
  })

  it('none where the draft has them, or none is declared', () => {
    const schema = { properties: { a: { const: 1 } }, if: {}, $id: 'x' }
    expect(notesOf({ main: schema })).toEqual([])
    expect(notesOf({ main: { $schema: 'http://json-schema.org/draft-07/schema#', ...schema } })).toEqual([])
    expect(notesOf({ main: { $schema: draft04, $id: 'x', id: 'y', type: 'object' } })).toEqual([])
  })
})
