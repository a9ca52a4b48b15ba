import { describe, expect, it } from 'vitest'
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
    ['no answer', '{"id":"a","prompt":"x"}', 'MISSING_FIELD', /has no "expected_output"/],
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
      'a scalar answer',
      v3Line('a', { expected_output: 5 }),
      'WRONG_TYPE',
      /"expected_output" is the number 5/,
    ],
    ['a null answer', v3Line('a', { expected_output: null }), 'WRONG_TYPE', /"expected_output" is null/],
    [
      'a text that is not JSON',
      v3Line('a', { expected_output: '{a}' }),
      'WRONG_TYPE',
      /a text that is not JSON/,
    ],
    ['a text with a scalar', v3Line('a', { expected_output: '5' }), 'WRONG_TYPE', /is the text "5"/],
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
      'data.jsonl:3: the id "a" is taken by line 1 (data.jsonl:1); ids must be unique, so only line 1 is used.',
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
