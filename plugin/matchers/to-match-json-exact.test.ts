import { describe, expect, it } from 'vitest'
import { parseJson } from '../core/json/parse.ts'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

const ann = { name: 'Ann', total: 30.5 }

describe('toMatchJSONExact', () => {
  it('takes a completion, a text, or a value', () => {
    for (const received of [
      completion(),
      '```json\n{"total": 30.50, "name": "Ann"}\n```',
      { total: 30.5, name: 'Ann' },
    ]) {
      expect(received).toMatchJSONExact(ann)
      expect(received).not.toMatchJSONExact({ ...ann, total: '30.5' })
    }
    expect(parseJson('{"__proto__": 12345678901234567890}')).toMatchJSONExact(
      parseJson('{"__proto__": 12345678901234567890}'),
    )
    expect({ a: 1, b: undefined }).toMatchJSONExact({ a: 1 })
    expect([1, { a: null }]).toMatchJSONExact([1.0, { a: null }])
  })

  it('shows a table of what differs', () => {
    const output = '{"name": "Ann \\u001b[2J", "total": "30.5", "items": [1, 2], "tags": {}}'
    expect(
      message(() => expect(output).toMatchJSONExact({ ...ann, items: [1], zip: 'x'.repeat(100), tags: [] })),
    ).toMatchInlineSnapshot(`
      "the JSON is not exact: 5 differences, FieldF1 0.200

        path        expected                                                      received         class
        $.name      "Ann"                                                         "Ann \\u001b[2J"  wrong_value
        $.total     30.5                                                          "30.5"           wrong_type
        $.items[1]  —                                                             2                hallucination
        $.zip       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  —                omission
        $.tags      []                                                            {}               wrong_structure"
    `)
  })

  it('shows long texts from where they differ', () => {
    const long = 'word '.repeat(20)
    expect(message(() => expect({ a: `${long}no` }).toMatchJSONExact({ a: `${long}yes` }))).toContain(
      '$.a   …word word word word yes"  …word word word word no"  wrong_value',
    )
  })

  it('shortens a long table and says how long it is', () => {
    const expected = Array.from({ length: 300 }, (_, index) => index)
    const lines = message(() => expect('[]').toMatchJSONExact(expected)).split('\n')
    expect(lines).toHaveLength(24)
    expect(lines[0]).toBe('the JSON is not exact: 300 differences, FieldF1 0.000')
    expect(lines.at(-1)).toBe('  … and 280 more')
  })

  it.each([
    [
      'I cannot',
      'stop',
      'expected exactly {"a":1}, but there is no JSON in the output (no_json): "I cannot"',
    ],
    [
      '{"a": 1,}',
      'stop',
      'expected exactly {"a":1}, but the JSON in the output is broken (invalid_json): "{\\"a\\": 1,}"',
    ],
    [
      '{"a": [{}',
      'length',
      'expected exactly {"a":1}, but the token limit cut the output off before its JSON was complete (truncated): "{\\"a\\": [{}"',
    ],
  ] as const)('says why %j has no JSON', (text, finishReason, expected) => {
    expect(message(() => expect(completion({ text, finishReason })).toMatchJSONExact({ a: 1 }))).toBe(
      expected,
    )
  })

  it('has a message of its own under .not', () => {
    expect(message(() => expect(completion()).not.toMatchJSONExact(ann))).toBe(
      'expected anything but {"name":"Ann","total":30.5}, and it is exactly that',
    )
  })

  it.each([
    [undefined, /the expected value must be JSON, but it is undefined$/],
    [{ a: [Number.NaN] }, /but it is NaN at \$\.a\[0\]$/],
    [{ 'a b': () => 1 }, /but it is function at \$\['a b'\]$/],
    [new Date(0), /but it is an instance of Date$/],
    [new Map(), /but it is an instance of Map$/],
  ])('refuses what JSON cannot say: %s', (expected, reason) => {
    expect(() => expect('{}').toMatchJSONExact(expected)).toThrow(TypeError)
    expect(() => expect('{}').not.toMatchJSONExact(expected)).toThrow(reason)
  })

  it('refuses a ring', () => {
    const ring: unknown[] = []
    ring.push(ring)
    expect(() => expect(ring).toMatchJSONExact([])).toThrow(
      /the received value must be JSON, but it is nested deeper than 1000/,
    )
  })
})
