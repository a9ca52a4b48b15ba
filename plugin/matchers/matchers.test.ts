import { describe, expect, it } from 'vitest'
import { parseJson } from '../core/json/parse.ts'
import { compileRules, compileSchema } from '../scoring/index.ts'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

const ann = { name: 'Ann', total: 30.5 }

describe('scoring rules and asymmetric matchers', async () => {
  const rules = await compileRules([
    { path: '$.total', number: { absolute: 0.01 } },
    { path: '$.tags', list: 'unordered' },
  ])
  const output = '{"total": 30.51, "tags": ["b", "a"], "id": "x-17"}'
  const expected = { total: 30.5, tags: ['a', 'b'], id: 'x-17' }

  it('allow what the rules allow', () => {
    expect(output).toMatchJSONExact(expected, rules)
    expect(output).not.toMatchJSONExact(expected)
    expect(output).not.toMatchJSONExact({ ...expected, total: 30.4 }, rules)
    expect(output).toHaveFieldF1Above(1, expected, rules)
    expect(output).not.toHaveFieldF1Above(0.9, { ...expected, id: 1 }, rules)
  })

  it('let an asymmetric matcher decide on its place, alone and under rules', () => {
    const id = expect.stringMatching(/^x-/)
    expect(output).toMatchJSONExact({ total: expect.any(Number), tags: expect.arrayContaining(['a']), id })
    expect(output).toMatchJSONExact({ ...expected, id }, rules)
    expect(output).not.toMatchJSONExact({ ...expected, id: expect.any(Number) }, rules)
    expect('{}').not.toMatchJSONExact({ id: expect.anything() })
    expect({ 'odd key': [1, 2] }).toMatchJSONExact({ 'odd key': [1, expect.any(Number)] })
    expect(5).toMatchJSONExact(expect.any(Number))
    expect(message(() => expect('{"id": 1}').toMatchJSONExact({ id }))).toMatch(/\$\.id +"StringMatching" +1/)
  })

  it('rejects rules that are not compiled', () => {
    const given = [{ path: '$.total', ignore: true }] as never
    expect(() => expect(output).toMatchJSONExact(expected, given)).toThrow('what `await compileRules([…])`')
  })
})

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

describe('toHaveFieldF1Above', () => {
  it('passes from the threshold on', () => {
    const received = '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 0}'
    const expected = { a: 1, b: 2, c: 3, d: 4, e: 5 }
    expect(received).toHaveFieldF1Above(0.8, expected)
    expect(received).not.toHaveFieldF1Above(0.800001, expected)
    expect(expected).toHaveFieldF1Above(1, expected)
    expect('nothing').toHaveFieldF1Above(0, expected)
    expect('nothing').not.toHaveFieldF1Above(0.001, expected)
  })

  it('says how much is missing, and where', () => {
    expect(
      message(() => expect(completion()).toHaveFieldF1Above(0.9, { ...ann, total: 3.05 })),
    ).toMatchInlineSnapshot(`
      "expected FieldF1 of at least 0.9, but it is 0.5 (precision 0.5, recall 0.5): 1 difference

        path     expected  received  class
        $.total  3.05      30.5      wrong_value"
    `)
    expect(message(() => expect(completion()).not.toHaveFieldF1Above(0.9, ann))).toBe(
      'expected FieldF1 below 0.9, but it is 1 (precision 1, recall 1)',
    )
    expect(message(() => expect('none').toHaveFieldF1Above(0.5, ann))).toBe(
      'expected FieldF1 of at least 0.5, but there is no JSON in the output (no_json): "none"',
    )
  })

  it.each([-0.1, 1.1, 90, Number.NaN])('refuses the threshold %d', (threshold) => {
    expect(() => expect('{}').toHaveFieldF1Above(threshold, {})).toThrow(
      new TypeError(
        `[vitest-edgejson] toHaveFieldF1Above(threshold, expected) takes a threshold from 0 to 1, not ${threshold}`,
      ),
    )
  })
})

describe('toComplyWithSchema', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { total: { type: 'integer' }, at: { format: 'date' } },
  }

  it('judges by a schema or by a compiled one', () => {
    expect('{"id": 1, "total": 2, "at": "soon"}').toComplyWithSchema(schema)
    expect({ id: 1 }).toComplyWithSchema(compileSchema(schema))
    expect(completion()).not.toComplyWithSchema(schema)
    expect('nothing').not.toComplyWithSchema(schema)
    expect({}).toComplyWithSchema(true)
  })

  it('lists the rules that are broken', () => {
    expect(message(() => expect(completion()).toComplyWithSchema(schema))).toMatchInlineSnapshot(`
      "the JSON breaks 2 rules of the schema

        path     rule
        $        must have required property 'id'
        $.total  must be integer"
    `)
    expect(message(() => expect({ id: 1 }).not.toComplyWithSchema(schema))).toBe(
      'expected JSON that breaks the schema, but this complies: {"id":1}',
    )
  })

  it('refuses what is no schema', () => {
    // @ts-expect-error a text is no schema
    expect(() => expect('{}').toComplyWithSchema('rating')).toThrow(TypeError)
    expect(() => expect('{}').toComplyWithSchema({ type: 'text' })).toThrow(
      expect.objectContaining({ code: 'BAD_SCHEMA' }),
    )
  })
})

describe('toBeValidJSON', () => {
  it('passes where there is a JSON value', () => {
    for (const received of [completion(), 'so: {}', '[1]', { a: 1n }, null, 0])
      expect(received).toBeValidJSON()
    for (const received of ['', '{', completion({ text: 'no' }), undefined, { a: Number.NaN }, new Date()])
      expect(received).not.toBeValidJSON()
  })

  it('says what there is instead', () => {
    expect(message(() => expect('{"a":').toBeValidJSON())).toBe(
      'expected JSON, but the JSON in the output is broken (invalid_json): "{\\"a\\":"',
    )
    expect(message(() => expect('{"a": 1}').not.toBeValidJSON())).toBe(
      'expected no JSON, but there is: {"a":1}',
    )
    expect(message(() => expect({ a: [undefined] }).toBeValidJSON())).toMatch(
      /but it is undefined at \$\.a\[0\]$/,
    )
  })
})

describe('toRespondWithin', () => {
  const timings = completion().timings

  it('compares the time that the engine measured', () => {
    expect(completion()).toRespondWithin(120)
    expect(completion()).not.toRespondWithin(119.9)
    expect(message(() => expect(completion()).toRespondWithin(100))).toBe(
      'expected the completion within 100 ms, but it took 120.0 ms',
    )
    expect(message(() => expect(completion()).not.toRespondWithin(200))).toBe(
      'expected the completion to take more than 200 ms, but it took 120.0 ms',
    )
  })

  it.each([
    ['was replayed', completion({ replayed: true }), /no model ran, so there is no time to judge/],
    ['was not measured', completion({ timings: { ...timings, totalMs: null } }), /totalMs is null/],
  ])('never passes on a time that %s', (_, received, reason) => {
    expect(() => expect(received).toRespondWithin(1e6)).toThrow(reason)
    expect(() => expect(received).not.toRespondWithin(1)).toThrow(reason)
  })

  it('rejects invalid texts, values and limits', () => {
    expect(() => expect('{}').toRespondWithin(100)).toThrow(TypeError)
    expect(() => expect({ text: 'x', finishReason: 'stop' }).toRespondWithin(100)).toThrow(TypeError)
    for (const limit of [0, -1, Number.NaN])
      expect(() => expect(completion()).toRespondWithin(limit)).toThrow(TypeError)
  })
})

describe('all matchers', () => {
  it('judge no output where the engine failed, under .not either', () => {
    const failed = completion({
      text: '',
      finishReason: 'error',
      error: { code: 'ENGINE_FAILED', message: 'out of \u001b memory' },
    })
    const late = completion({
      finishReason: 'timeout',
      error: { code: 'ENGINE_TIMEOUT', message: 'after 5 s' },
    })
    const reason =
      /there is no output to score, the engine (failed: out of \\u001b memory|took too long: after 5 s)/
    for (const received of [failed, late]) {
      for (const assertion of [expect(received), expect(received).not]) {
        expect(() => assertion.toMatchJSONExact({})).toThrow(reason)
        expect(() => assertion.toHaveFieldF1Above(0.5, {})).toThrow(reason)
        expect(() => assertion.toComplyWithSchema({})).toThrow(reason)
        expect(() => assertion.toBeValidJSON()).toThrow(reason)
        expect(() => assertion.toRespondWithin(1e9)).toThrow(reason)
      }
    }
  })

  it('show no diff of blobs next to the table', () => {
    const error = (() => {
      try {
        expect('{"a": 1}').toMatchJSONExact({ a: 2 })
      } catch (thrown) {
        return thrown
      }
      return null
    })()
    expect(error).not.toHaveProperty('diff')
    expect(error).toMatchObject({ actual: undefined, expected: undefined })
  })

  let softErrors: number | undefined

  it.fails('count as soft assertions', ({ task }) => {
    expect.soft('{"a": 1}').toMatchJSONExact({ a: 2 })
    expect.soft('{"a": 1}').not.toBeValidJSON()
    softErrors = task.result?.errors?.length
  })

  it('continue after a soft failure', () => {
    expect(softErrors).toBe(2)
  })

  it('work as asymmetric matchers', () => {
    expect({ answer: 'so: {"a": 1}' }).toEqual({ answer: expect.toMatchJSONExact({ a: 1 }) })
  })
})
