import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { parseJson } from '../../core/json/parse.ts'
import { MAX_STEPS, spend, startBudget } from '../work-budget.ts'
import { compileSchema } from './compile-schema.ts'

const shared = fileURLToPath(new URL('../../../../shared/edgejson/', import.meta.url))

describe('compileSchema', () => {
  it('lists what a value breaks, by path', () => {
    const validate = compileSchema({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: { id: { type: 'integer' }, items: { type: 'array', items: { enum: ['a', 'b'] } } },
    })
    expect(validate({ id: 1, items: ['a', 'b'] })).toEqual({ valid: true, errors: [] })
    expect(validate({ items: ['c'], '\u001b[2J': 1 })).toEqual({
      valid: false,
      errors: [
        { path: '$', message: "must have required property 'id'" },
        { path: '$', message: 'must NOT have additional properties: "\\u001b[2J"' },
        { path: '$.items[0]', message: 'must be equal to one of the allowed values: ["a","b"]' },
      ],
    })
  })

  it('tells an index from a key that looks like one', () => {
    const validate = compileSchema({ additionalProperties: { additionalProperties: { type: 'string' } } })
    expect(validate({ 'a/b~c': { 0: 1 } }).errors[0]?.path).toBe("$['a/b~c']['0']")
  })

  it('takes formats as annotations unless asked', () => {
    const schema = { type: 'string', format: 'date-time' }
    expect(compileSchema(schema)('2020-01-01T00:00:00').valid).toBe(true)
    expect(compileSchema(schema, { assertFormats: true })('2020-01-01T00:00:00').valid).toBe(false)
    expect(compileSchema(schema, { assertFormats: true })('2020-01-01T00:00:00Z').valid).toBe(true)
    expect(compileSchema({ type: 'string', format: 'made-up' }, { assertFormats: true })).toBeTypeOf(
      'function',
    )
  })

  it('counts big integers as integers and __proto__ as a key', () => {
    expect(compileSchema({ type: 'integer', minimum: 1 })(10n ** 30n).valid).toBe(true)
    const closed = compileSchema({ additionalProperties: false, properties: { a: true } })
    expect(closed(parseJson('{"__proto__": 1}')).valid).toBe(false)
    expect(compileSchema({ required: ['toString', 'constructor'] })({}).errors).toHaveLength(2)
    expect(compileSchema({ required: ['__proto__'] })(parseJson('{"__proto__": 1}')).valid).toBe(true)
  })

  it('compares objects in enum and uniqueItems by value', () => {
    expect(compileSchema({ enum: [{ a: [1] }] })(parseJson('{"a": [1.0]}')).valid).toBe(true)
    const unique = compileSchema({ uniqueItems: true })
    expect(unique(parseJson('[{"a": 1, "b": 2}, {"b": 2.0, "a": 1}]')).valid).toBe(false)
    expect(unique(parseJson('[1, "1", true, [1], {"a": 1}, null, "null"]')).valid).toBe(true)
    expect(compileSchema({ uniqueItems: false })([1, 1]).valid).toBe(true)
  })

  it.each([
    ['2019-09', { $schema: 'https://json-schema.org/draft/2019-09/schema', dependentRequired: { a: ['b'] } }],
    ['2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', dependentRequired: { a: ['b'] } }],
    ['none', { dependencies: { a: ['b'] } }],
  ])('understands the draft %s', (_, schema) => {
    expect(compileSchema(schema)({ a: 1 }).valid).toBe(false)
    expect(compileSchema(schema)({ a: 1, b: 1 }).valid).toBe(true)
  })

  it.each([
    ['a type that does not exist', { type: 'text' }],
    ['a reference to another file', { $ref: 'other.json' }],
    ['a reference to nothing', { $ref: '#/definitions/none' }],
    ['a reference that leads back to itself', { $ref: '#' }],
    ['a broken pattern', { pattern: '(' }],
    ['a list', []],
    ['null', null],
    ['a number', 5],
  ])('refuses %s', (_, schema) => {
    expect(() => compileSchema(schema)).toThrow(EdgejsonError)
    expect(() => compileSchema(schema)).toThrow(/no JSON Schema that can be used/)
  })

  it('gives no score to what is nested too deeply', () => {
    const tree = compileSchema({
      $ref: '#/definitions/node',
      definitions: { node: { items: { $ref: '#/definitions/node' } } },
    })
    expect(tree(parseJson('['.repeat(900) + ']'.repeat(900))).valid).toBe(true)
    const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000))
    expect(() => tree(deep)).toThrow(expect.objectContaining({ code: 'WORK_LIMIT' }))
    expect(() => tree(deep)).toThrow(/nested deeper than 1000 levels. It is not scored/)
  })

  it('compiles a schema after a value that has used up its steps', () => {
    startBudget()
    expect(() => spend(MAX_STEPS + 1)).toThrow(expect.objectContaining({ code: 'WORK_LIMIT' }))
    const validate = compileSchema({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' })
    expect(validate({}).valid).toBe(true)
  })

  it('is not misled by keys that objects of JavaScript have', () => {
    expect(compileSchema({ enum: [{ a: 1 }] })(parseJson('{"valueOf": 1}')).valid).toBe(false)
    expect(compileSchema({ const: { toString: 1 } })(parseJson('{"toString": 1.0}')).valid).toBe(true)
    const schema = parseJson(
      '{"properties": {"__proto__": {"type": "number"}}, "additionalProperties": false}',
    )
    expect(compileSchema(schema)(parseJson('{"__proto__": 1}')).valid).toBe(true)
    expect(compileSchema(schema)(parseJson('{"__proto__": "x"}')).valid).toBe(false)
    expect(compileSchema({ $async: true, type: 'object' })(5)).toMatchObject({ valid: false })
  })

  it('bounds the list of violations', () => {
    const objects = Array.from({ length: 20_000 }, (_, index) => ({ id: index }))
    expect(compileSchema({ uniqueItems: true })(objects).valid).toBe(true)
    const wrong = compileSchema({ items: { type: 'string' } })
    expect(wrong(objects).errors).toHaveLength(1)
    expect(wrong(objects.slice(0, 1_000)).errors).toHaveLength(50)
  })

  it.skipIf(!existsSync(shared))(
    'finds that the official answers comply with their schemas',
    { timeout: 60_000 },
    () => {
      const validators = new Map(
        readdirSync(`${shared}schemas`, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.json'))
          .map((name) => [
            name.replace(/.*\/|\.json$/g, ''),
            compileSchema(parseJson(readFileSync(`${shared}schemas/${name}`, 'utf8'))),
          ]),
      )
      expect(validators.size).toBe(25)
      for (const text of readFileSync(`${shared}edgejson_train_v3.jsonl`, 'utf8').trimEnd().split('\n')) {
        const line = parseJson(text)
        if (!isRecord(line) || typeof line.schema_id !== 'string') throw new Error(`a strange line: ${text}`)
        expect(validators.get(line.schema_id)?.(line.expected_output ?? null)).toEqual({
          valid: true,
          errors: [],
        })
      }
    },
  )
})
