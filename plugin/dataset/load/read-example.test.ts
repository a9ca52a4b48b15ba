import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import { exampleId } from '../../records/example-id.ts'
import { v3Line } from '../test-support/lines.ts'
import { textLoader } from '../test-support/load-text.ts'

const { load } = textLoader()

describe('a line that is no example is a problem with its place', () => {
  const cases: [string, string, string, RegExp][] = [
    ['cut off', '{"id":"a","prompt":"x', 'INVALID_JSON', /column 22, near "/],
    ['an indented line', '  {"id" 1}', 'INVALID_JSON', /column 9, near "/],
    ['two values', `${v3Line('a')} {}`, 'INVALID_JSON', /is not JSON/],
    ['a NUL byte', '{"id":"a"\0}', 'INVALID_JSON', /\\u0000/],
    ['a terminal escape', '{"id":\u001b[2J}', 'INVALID_JSON', /\\u001b/],
    ['a byte order mark inside', `\ufeff${v3Line('x')}`, 'INVALID_JSON', /ufeff/],
    ['endless nesting', '['.repeat(100_000), 'INVALID_JSON', /nested deeper/],
    ['an array', '[1]', 'NOT_AN_OBJECT', /the line is an array/],
    ['a number', '12', 'NOT_AN_OBJECT', /the line is the number 12/],
    ['null', 'null', 'NOT_AN_OBJECT', /the line is null/],
    ['no id in v3', '{"schema_id":"s","prompt":"x","expected_output":{}}', 'MISSING_FIELD', /has no "id"/],
    ['no prompt', '{"id":"a","expected_output":{}}', 'MISSING_FIELD', /has no "prompt"/],
    ['no output', '{"id":"a","prompt":"x"}', 'MISSING_FIELD', /has no "expected" \(or "expected_output"\)/],
    ['an empty object', '{}', 'MISSING_FIELD', /the object is empty/],
    [
      'an inherited key',
      '{"__proto__":{"id":"a","prompt":"x","expected":{}}}',
      'MISSING_FIELD',
      /"__proto__"/,
    ],
    ['an empty id', v3Line(''), 'EMPTY_FIELD', /"id" is ""; it must not be blank/],
    ['a blank id', v3Line(' \t\n'), 'EMPTY_FIELD', /"id" is/],
    ['a fractional id', v3Line('a', { id: 1.5 }), 'WRONG_TYPE', /"id" is the number 1.5; it must be a text/],
    ['a null id', v3Line('a', { id: null }), 'WRONG_TYPE', /"id" is null/],
    ['a prompt that is a list', v3Line('a', { prompt: ['x'] }), 'WRONG_TYPE', /"prompt" is an array/],
    ['a blank prompt', v3Line('a', { prompt: ' ' }), 'EMPTY_FIELD', /"prompt" is " "/],
    ['a schema that is an object', v3Line('a', { schema_id: {} }), 'WRONG_TYPE', /"schema_id" is an object/],
    [
      'a complexity that is a number',
      v3Line('a', { complexity: 3 }),
      'WRONG_TYPE',
      /"complexity" is the number 3/,
    ],
    [
      'critical as a text',
      v3Line('a', { critical: 'yes' }),
      'WRONG_TYPE',
      /"critical" is the text "yes"; it must be true or false/,
    ],
    [
      'a text that is not JSON',
      v3Line('a', { expected_output: '{a}' }),
      'WRONG_TYPE',
      /"expected_output" is a text that begins like JSON but is not valid/,
    ],
    [
      'a text that is not JSON, under the other key',
      '{"id":"a","prompt":"x","expected":"[1,"}',
      'WRONG_TYPE',
      /"expected" is a text that begins like JSON/,
    ],
    [
      'a key twice',
      '{"id":"a","id":"b","prompt":"x","expected":{}}',
      'DUPLICATE_KEY',
      /the key "id" occurs twice/,
    ],
    [
      'a key twice in the expected value',
      '{"id":"a","prompt":"x","expected":{"l":[{"na\\u006de":1,"name":2}]}}',
      'DUPLICATE_KEY',
      /the key "name" occurs twice in one object, column 56/,
    ],
    [
      'a key twice in the JSON text of the expected value',
      '{"id":"a","prompt":"x","expected":"{\\"k\\":1,\\"k\\":2}"}',
      'DUPLICATE_KEY',
      /"expected" has the key "k" twice/,
    ],
    ['a hostile key twice', '{"\\u001b[2J":1,"\\u001b[2J":2}', 'DUPLICATE_KEY', /\\u001b/],
  ]
  it.each(cases)('%s', (_, text, code, message) => {
    // Between two good lines, so that neither the others nor the counting suffers.
    const { examples, problems } = load(`${v3Line('first')}\n${text}\n${v3Line('last')}\n`)
    expect(examples.map(({ id, line }) => [id, line])).toEqual([
      ['first', 1],
      ['last', 3],
    ])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line: 2, code })
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.message).toMatch(/^data\.jsonl:2: /)
    expect(problems[0]?.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\ufeff]/)
    expect(problems[0]?.message.length).toBeLessThan(600)
  })

  it('invalid UTF-8, without harm to its neighbours', () => {
    const bad = Buffer.concat([
      Buffer.from(`${v3Line('é')}\n{"id":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`"}\n${v3Line('ü')}`),
    ])
    const { examples, problems } = load(bad)
    expect(examples.map(({ id }) => id)).toEqual(['é', 'ü'])
    expect(problems).toMatchObject([{ line: 2, code: 'INVALID_UTF8' }])
  })

  it('a second use of an id names both lines, and the first stays', () => {
    const { examples, problems } = load(
      `${v3Line('a')}\n${v3Line('b')}\n${v3Line('a', { prompt: 'other' })}\n`,
    )
    expect(examples.map(({ line }) => line)).toEqual([1, 2])
    expect(problems).toMatchObject([{ line: 3, id: 'a', code: 'DUPLICATE_ID' }])
    expect(problems[0]?.message).toBe(
      'data.jsonl:3: the id "a" is already used by line 1 (data.jsonl:1); ids must be unique, so only line 1 is used.',
    )
  })

  it('a broken line takes no id away', () => {
    const { examples, problems } = load(`${v3Line('a', { prompt: 1 })}\n${v3Line('a')}\n`)
    expect(examples.map(({ line }) => line)).toEqual([2])
    expect(problems).toMatchObject([{ line: 1, id: 'a', code: 'WRONG_TYPE' }])
  })

  it('a made id that another line has is a duplicate like any other', () => {
    const { problems } = load('{"id":"line-2","prompt":"x","expected":{}}\n{"prompt":"y","expected":{}}')
    expect(problems).toMatchObject([{ line: 2, code: 'DUPLICATE_ID' }])
  })
})

describe('expected values', () => {
  it.each<[string, JsonValue]>([
    ['null', null],
    ['"Berlin"', 'Berlin'],
    ['"5"', '5'],
    ['""', ''],
    ['5', 5],
    ['true', true],
    ['"{\\"a\\":[1]}"', { a: [1] }],
    ['" [1, 2]"', [1, 2]],
    ['{"a":":{\\"b\\":1,\\"b\\":2}"}', { a: ':{"b":1,"b":2}' }],
  ])('%s', (text, value) => {
    expect(load(`{"id":"a","prompt":"x","expected":${text}}`)).toMatchObject({
      problems: [],
      examples: [{ expected: value }],
    })
  })
})

describe('hostile ids', () => {
  const one = (id: string): string | undefined => load(v3Line(id)).examples[0]?.id

  it.each([
    ['a\nb', 'a\\nb'],
    ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
    ['a\u202eb', 'a\\u202eb'],
    ['::error::x', '\\u003a:error::x'],
    [' \t::error::x', ' \\t::error::x'],
    ['##[error]x', '\\u0023#[error]x'],
    ['plain: é 名', 'plain: é 名'],
  ])('%j', (id, escaped) => {
    expect(one(id)).toBe(escaped)
  })

  it('ids that are equal once they are escaped are duplicates', () => {
    const { examples, problems } = load(`${v3Line('a\nb')}\n${v3Line('a\\nb')}`)
    expect(examples).toHaveLength(1)
    expect(problems).toMatchObject([{ line: 2, id: 'a\\nb', code: 'DUPLICATE_ID' }])
  })

  it('property: an id is safe to print, and escaping it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        fc.pre(text.trim() !== '')
        const id = one(text) ?? ''
        expect(id).toBe(exampleId(id))
        expect(id).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|^\s*::/)
      }),
    )
  })
})
