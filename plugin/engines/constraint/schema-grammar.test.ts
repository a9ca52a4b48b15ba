import { describe, expect, test } from 'vitest'
import type { WhiteSpace } from '../../records/constraint.ts'
import { jsonGrammar, schemaGrammar } from './schema-grammar.ts'
import { grammarAccepts } from './text-grammar.ts'

async function accepted(
  schema: unknown,
  texts: readonly string[],
  style: WhiteSpace = 'spaced',
): Promise<string[]> {
  const grammar = schemaGrammar(schema, style)
  const found: string[] = []
  for (const text of texts)
    if (grammar !== null && (await grammarAccepts(grammar.ebnf, text))) found.push(text)
  return found
}

const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more })

describe('a grammar accepts what complies and refuses what does not', () => {
  test.each<[string, unknown, string[], string[]]>([
    ['any value', {}, ['{}', '{"b": [1, "x", null]}', '1', '"a"', 'null'], ['{', '']],
    ['types', { type: ['string', 'null'] }, ['"a"', 'null'], ['1']],
    ['strings', { type: 'string' }, ['"é\\n\\u00e9\\"/"', '""'], ['"a', '"\n"', '"\\x"', '"a"b"']],
    [
      'length',
      { type: 'string', minLength: 2, maxLength: 3 },
      ['"ab"', '"é\\n"', '"abc"'],
      ['"a"', '"abcd"'],
    ],
    ['pattern', { type: 'string', pattern: '^[A-Z]{2}-\\d+$' }, ['"AB-1"'], ['"AB-"', '"ABC-1"', '"ab-1"']],
    ['enum', { enum: ['a', 1, null, { x: [1] }] }, ['"a"', '1', 'null', '{"x": [1]}'], ['2', '"b"']],
    ['enum of a type', { type: 'string', enum: ['a', 1] }, ['"a"'], ['1']],
    ['const', { const: { x: [] } }, ['{"x": []}'], ['{}']],
    ['array', { type: 'array' }, ['[]', '[1, "a"]'], ['{}', '[1,2]']],
    ['items', { type: 'array', items: { type: 'integer' } }, ['[]', '[1]', '[1, 2, 3]'], ['["a"]', '[1, ]']],
    [
      'at least',
      { type: 'array', items: { type: 'integer' }, minItems: 2 },
      ['[1, 2]', '[1, 2, 3]'],
      ['[]', '[1]'],
    ],
    [
      'at most',
      { type: 'array', items: { type: 'integer' }, maxItems: 2 },
      ['[]', '[1]', '[1, 2]'],
      ['[1, 2, 3]'],
    ],
    [
      'exactly',
      { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
      ['[1, 2]'],
      ['[1]', '[1, 2, 3]'],
    ],
    ['none', { type: 'array', maxItems: 0 }, ['[]'], ['[1]']],
    [
      'tuple',
      { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false },
      ['[]', '[1]', '[1, "a"]'],
      ['["a"]', '[1, "a", 3]'],
    ],
    ['open tuple', { type: 'array', items: [{ type: 'integer' }] }, ['[]', '[1]', '[1, "a"]'], ['["a"]']],
    [
      'required',
      object({ a: { type: 'integer' }, b: { type: 'integer' } }, { required: ['b'] }),
      ['{"b": 1}', '{"a": 1, "b": 2}'],
      ['{}', '{"a": 1}', '{"b": 1, "c": 1}'],
    ],
    [
      'optional',
      object({ a: { type: 'integer' }, b: { type: 'integer' } }),
      ['{}', '{"a": 1}', '{"b": 1}', '{"a": 1, "b": 2}'],
      ['{"a": 1,}', '{, "b": 1}'],
    ],
    [
      'more properties',
      object({ a: { type: 'integer' } }, { additionalProperties: { type: 'string' } }),
      ['{}', '{"a": 1}', '{"x": "y"}', '{"a": 1, "x": "y", "z": "z"}'],
      ['{"x": 1}'],
    ],
    [
      'only more',
      { type: 'object', additionalProperties: { type: 'integer' } },
      ['{}', '{"x": 1, "y": 2}'],
      ['{"x": "y"}'],
    ],
    ['no declared ones', { type: 'object' }, ['{}', '{"x": {"y": 1}}'], ['[]']],
    [
      'required, not declared',
      object({ a: { type: 'integer' } }, { required: ['z'] }),
      ['{"z": "x"}', '{"a": 1, "z": 2}'],
      ['{}', '{"a": 1}'],
    ],
    ['forbidden property', object({ a: false, b: { type: 'null' } }), ['{}', '{"b": null}'], ['{"a": 1}']],
    [
      'reference',
      { $defs: { x: { type: 'integer' } }, type: 'array', items: { $ref: '#/$defs/x' } },
      ['[1]'],
      ['["a"]'],
    ],
    ['recursion', object({ child: { $ref: '#' } }), ['{"child": {"child": {}}}'], ['{"d": 1}']],
    ['anyOf', { anyOf: [{ type: 'string' }, { type: 'integer' }] }, ['"a"', '1'], ['null', '1.5']],
    [
      'anyOf next to properties',
      object({ a: {}, b: {} }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
      ['{"a": 1}', '{"b": 1}', '{"a": 1, "b": 1}'],
      ['{}'],
    ],
    [
      'allOf',
      { allOf: [object({ a: {} }, { required: ['a'] }), object({ b: { type: 'null' } })] },
      ['{"a": 1}', '{"a": 1, "b": null}'],
      ['{}', '7', '{"a": 1, "b": 1}'],
    ],
    [
      'names that need escapes',
      object({ 'a"\\é\n': { type: 'null' } }, { required: ['a"\\é\n'] }),
      ['{"a\\"\\\\é\\n": null}'],
      ['{}'],
    ],
    [
      'numbers of at least 0',
      { type: 'number', minimum: 0 },
      ['0', '0.5', '1e3', '19.99'],
      ['-1', '01', '.5'],
    ],
    [
      'latitudes',
      { type: 'number', minimum: -90, maximum: 90 },
      ['-77.12', '-0.5', '90', '90.0'],
      ['90.1', '-91'],
    ],
    ['an exclusive bound', { type: 'number', exclusiveMinimum: 0 }, ['0.01', '5'], ['0', '0.0', '-1']],
    ['draft 4 bounds', { type: 'integer', minimum: 0, exclusiveMinimum: true }, ['1'], ['0']],
    ['fractions as bounds', { type: 'integer', minimum: 0.5, exclusiveMaximum: 2.5 }, ['1', '2'], ['0', '3']],
  ])('%s', async (_, schema, good, bad) => {
    expect(await accepted(schema, [...good, ...bad])).toEqual(good)
  })

  test('white space', async () => {
    const schema = object({ a: { type: 'array' }, b: { const: [1, 2] } })
    const texts = [
      '{"a": [1, 2], "b": [1, 2]}',
      '{"a":[1,2],"b":[1,2]}',
      '{\n  "a": [\n 1, 2\n  ],\n "b": [ 1, 2 ]\n}',
    ]
    expect(await accepted(schema, texts, 'spaced')).toEqual(texts.slice(0, 1))
    expect(await accepted(schema, texts, 'compact')).toEqual(texts.slice(1, 2))
    expect(await accepted(schema, texts, 'any')).toEqual(texts)
    expect(await accepted(schema, [` ${texts[0]}`, `\n${texts[0]}`, `  ${texts[0]}`])).toHaveLength(2)
  })

  test('json: any object or array', async () => {
    const { ebnf } = jsonGrammar('spaced')
    for (const text of ['{}', '[1, {"a": "b"}]', ' {"a": 1}'])
      expect(await grammarAccepts(ebnf, text)).toBe(true)
    for (const text of ['1', '"a"', '{"a":1}', '{} x']) expect(await grammarAccepts(ebnf, text)).toBe(false)
  })

  test('a schema that nothing complies with has no grammar', () => {
    expect(schemaGrammar(false, 'spaced')).toBeNull()
    expect(schemaGrammar(object({ a: false }, { required: ['a'] }), 'spaced')).toBeNull()
    expect(schemaGrammar({ type: 'integer', minimum: 5, maximum: 4 }, 'spaced')).toBeNull()
  })
})

describe('what a grammar does not enforce is listed with its path', () => {
  test.each<[unknown, string[]]>([
    [object({ a: { type: 'string', format: 'date' } }), ['#/properties/a/format']],
    [
      { type: 'array', items: { type: 'integer', multipleOf: 5 }, uniqueItems: true },
      ['#/uniqueItems', '#/items/multipleOf'],
    ],
    [{ type: 'string', pattern: 'a|b' }, ['#/pattern']],
    [{ type: 'string', maxLength: 1000 }, ['#/maxLength']],
    [{ type: 'number', minimum: 0.5 }, ['#/minimum']],
    [{ type: 'integer', not: { const: 5 } }, ['#/not']],
    [{ allOf: [{ type: 'string' }, { type: 'integer' }] }, ['#/allOf']],
    [{ $ref: 'other.json' }, ['#/$ref']],
    [object({ 'a/b': {} }, { additionalProperties: true }), ['#/additionalProperties']],
    [{ oneOf: [{ type: 'string', maxLength: 1 }, { type: 'string' }] }, ['#/oneOf']],
    [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, []],
    [{ title: 'T', description: 'D', default: 1, type: 'integer', minimum: 0 }, []],
  ])('%j', (schema, paths) => {
    expect(schemaGrammar(schema, 'spaced')?.unenforced.map(({ path }) => path)).toEqual(paths)
  })
})
