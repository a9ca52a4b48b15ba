import { describe, expect, it } from 'vitest'
import { SchemaValidators } from '../../scoring/index.ts'
import { ExampleHasher } from '../hash-example.ts'
import { renderPrompt } from '../prompt-template.ts'
import { textLoader, twoSchemas } from '../test-support/load-text.ts'
import { loadDataset } from './load-dataset.ts'

const { load, folder } = textLoader()
const schema = { title: 'Pet form', type: 'object', required: ['name'] }
const line = (more: object): string => JSON.stringify({ id: 'a', prompt: 'x', expected: {}, ...more })

describe('a schema in the line', () => {
  it.each([
    [{ json_schema: schema }, undefined],
    [{ form: schema }, { schema: 'form' }],
    [{ form: JSON.stringify(schema) }, { schema: 'form' }],
  ])('is the schema of the example: %j', (more, fields) => {
    const [example] = load(line(more), fields).examples
    if (example === undefined) throw new Error('no example')
    expect(example).toMatchObject({ schemaId: expect.stringMatching(/^Pet_form-[0-9a-f]{8}$/), schema })
    const validator = new SchemaValidators(twoSchemas).validatorFor(example)
    expect([validator?.({}).valid, validator?.({ name: 'Rex' }).valid]).toEqual([false, true])
    expect(renderPrompt('{prompt} {schema}', example, twoSchemas).text).toBe(`x ${JSON.stringify(schema)}`)
  })

  it('is part of the example hash, whatever the order of its keys', () => {
    const hash = (json_schema: object) => {
      const [example] = load(line({ json_schema })).examples
      if (example === undefined) throw new Error('no example')
      return new ExampleHasher('official', twoSchemas, null).hash(example).schema
    }
    const { title, ...rest } = schema
    expect(hash({ ...rest, title })).toBe(hash(schema))
    expect(hash({ ...schema, required: [] })).not.toBe(hash(schema))
  })

  it('is no name, and a name is no schema', () => {
    expect(load(line({ form: 5 }), { schema: 'form' }).problems[0]?.reason).toMatch(
      /"form" \(fields.schema\) is the number 5/,
    )
    expect(load(line({ json_schema: true })).problems[0]?.reason).toBe(
      '"json_schema" is true; it must be a JSON Schema (an object, or the JSON text of one), or the name of one.',
    )
    expect(load(line({ form: '{"a":' }), { schema: 'form' }).problems[0]?.reason).toMatch(
      /begins like JSON but is not valid/,
    )
    expect(load(line({ schema_id: schema })).problems[0]?.reason).toMatch(/"schema_id" is an object/)
    expect(load(line({ form: 'invoice' }), { schema: 'form' }).examples[0]).toMatchObject({
      schemaId: 'invoice',
    })
  })
})

describe('the header of a dataset', () => {
  const header = (edgejson: unknown): string => JSON.stringify({ edgejson })

  it('gives a schema to the lines that have none', () => {
    const { examples, problems } = load(
      [header({ schema }), line({}), line({ id: 'b', schema_id: 'invoice' })].join('\n'),
    )
    expect(problems).toEqual([])
    expect(examples.map(({ line, schemaId }) => [line, schemaId])).toEqual([
      [2, expect.stringMatching(/^Pet_form-/)],
      [3, 'invoice'],
    ])
  })

  it('may name it; the option schema comes first', () => {
    const text = [header({ schema: 'invoice' }), line({})].join('\n')
    expect(load(text).examples[0]?.schemaId).toBe('invoice')
    const file = folder.write('named.jsonl', text)
    expect(loadDataset(file, { schema: 'contact_info' }).examples[0]?.schemaId).toBe('contact_info')
  })

  it.each([
    [
      header({ schema: 5 }),
      /schema of the header \(.*data.jsonl:1\) is 5; it must be the name of a JSON Schema, or the schema itself/,
    ],
    [
      header({ scema: 'invoice' }),
      /there is no field "edgejson.scema" of the header.*Did you mean "edgejson.schema"\?/,
    ],
    ['{"edgejson": {', /data.jsonl:1: the header of the dataset is not JSON/],
    [header({ schema: 'invoice' }), /contains only its header/],
  ])('%s is an error', (text, message) => {
    expect(() => load(text)).toThrow(message)
  })
})

describe('metadata that are slices', () => {
  const text = [line({ meta: { lang: 'de' }, pages: 2 }), line({ id: 'b', meta: {}, pages: null })].join('\n')

  it('are texts by the name of the slice', () => {
    const slices = { language: 'meta.lang', pages: 'pages' }
    expect(
      loadDataset(folder.write('m.jsonl', text), { fields: { slices } }).examples.map((each) => each.slices),
    ).toEqual([{ language: 'de', pages: '2' }, undefined])
  })

  it.each([
    [{ slices: ['meta.vendor'] }, /no line of .* has "meta.vendor" \(fields.slices.meta.vendor\)/],
    [
      { slices: { source: 'pages' } },
      /names the slice "source"; complexity, schema, source have fields of their own/,
    ],
    [
      { slices: ['items[*]'] },
      /fields.slices.items\[\*\] is "items\[\*\]"; it must be a key of the line or a path/,
    ],
    [{ slices: [5] }, /option fields.slices\[0\] is 5/],
    [{ prompt: 'a..b' }, /option fields.prompt is "a..b"/],
    [{ promt: 'x' }, /Did you mean "fields.prompt"/],
  ])('%j is an error', (fields, message) => {
    expect(() => loadDataset(folder.write('m.jsonl', text), { fields })).toThrow(message)
  })

  it('must be scalars', () => {
    const { problems } = loadDataset(folder.write('m.jsonl', text), { fields: { slices: ['meta'] } })
    expect(problems[0]?.reason).toMatch(
      /"meta" \(fields.slices\) is an object; it must be a text, a number, true or false/,
    )
  })
})
