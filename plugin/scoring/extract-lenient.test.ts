import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../model/json.ts'
import { stringifyJson } from '../model/stringify-json.ts'
import { extractLenient } from './extract-lenient.ts'
import { extractStrict } from './extract-strict.ts'
import { hostileText, jsonObject, jsonValue } from './test-support/arbitraries.ts'

function found(text: string): JsonValue | 'no_json' | 'invalid_json' {
  const extraction = extractLenient(text)
  return extraction.found ? extraction.value : extraction.reason
}

describe('extractLenient', () => {
  it.each<[string, string, JsonValue]>([
    ['prose around it', 'Here you are: {"a": 1}. Anything else?', { a: 1 }],
    ['a fence', '```json\n{"a": {"b": {"c": []}}}\n```', { a: { b: { c: [] } } }],
    ['a fence on one line', 'ok ```{"a": 1}```', { a: 1 }],
    ['a fence that never closes', '```json\n{"a": 1}', { a: 1 }],
    ['a fence with an object in a string', '```\n{"a": "```js {} ```"}\n```', { a: '```js {} ```' }],
    ['braces in prose', 'use {braces}: {"a":1}', { a: 1 }],
    ['an open brace in prose', 'a brace { and then {"a":1}', { a: 1 }],
    ['a set in prose', 'the set {"x", "y"} gives {"a":1}', { a: 1 }],
    ['doubled braces of a template', '{{"a": 1}}', { a: 1 }],
    ['braces in strings', 'Answer: {"a": "} { \\" }", "b": "{"}', { a: '} { " }', b: '{' }],
    ['quotes in prose', 'He said "{" and 5" then {"a": 1}', { a: 1 }],
    ['the first of two', '{"a": 1}\n{"b": 2}', { a: 1 }],
    ['an empty object', 'nothing: {}', {}],
    ['a restart after a slip', '{"a": 1, {"a": 1, "b": 2}', { a: 1, b: 2 }],
    ['a list as a whole', '[{"a": 1}, {"b": 2}]', [{ a: 1 }, { b: 2 }]],
    ['a list in a fence', 'The list:\n```json\n[{"a": 1}]\n```\nDone.', [{ a: 1 }]],
    ['a scalar', ' 42\n', 42],
    ['a scalar in a fence', '```\ntrue\n```', true],
    ['null', 'null', null],
  ])('takes the value from %s', (_, text, value) => {
    expect(found(text)).toEqual(value)
  })

  it.each([
    ['a cut-off answer', '{"items": [{"a": 1}, {"a": 2}, {"a"'],
    ['a cut-off string', '{"items": [{"a": 1}], "note": "and so on'],
    ['a trailing comma', '{"data": {"a": 1}, "b": 2,}'],
    ['single quotes', "{'data': {}, 'b': 2}"],
    ['bare keys', '{data: {"a": 1}}'],
    ['a broken list before a good part', '{"a": [1,], "b": {"c": 1}}'],
    ['one open brace', '{'],
    ['a cut-off list', '[{"a"'],
    ['a broken list', '["a", "b",]'],
  ])('does not take a part of %s for the answer', (_, text) => {
    expect(found(text)).toBe('invalid_json')
  })

  it.each([
    '',
    '  \n',
    'I cannot do that.',
    'use {braces}',
    '[Note] none',
    '"quoted", he said',
    '```json\n```',
  ])('finds no JSON at all in %j', (text) => {
    expect(found(text)).toBe('no_json')
  })

  it('finds whatever strict finds', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          jsonValue.map((value) => ` ${stringifyJson(value, 1)}\n`),
        ),
        (text) => {
          const strict = extractStrict(text)
          if (strict.found) expect(extractLenient(text)).toEqual(strict)
        },
      ),
    )
  })

  it('finds an object whatever prose is around it', { timeout: 60_000 }, () => {
    const prose = fc.string().filter((text) => !/[{"`]/.test(text))
    fc.assert(
      fc.property(prose, jsonObject, hostileText, fc.nat({ max: 2 }), (before, value, after, indent) => {
        fc.pre(!after.startsWith('`'))
        expect(found(`${before}: ${stringifyJson(value, indent)} ${after}`)).toEqual(value)
      }),
    )
  })

  it.each<[string, string]>([
    ['open braces', '{'.repeat(1_000_000)],
    ['open objects', '{"a":'.repeat(200_000)],
    ['objects that never close', '{"a":1,'.repeat(150_000)],
    ['braces and escaped quotes', '{\\"'.repeat(300_000)],
    ['escaped quotes before many strings', `${'{\\"'.repeat(100_000)}"${' ""'.repeat(200_000)}`],
    ['backslashes', `{"${'\\'.repeat(1_000_000)}`],
    ['fences', '```{'.repeat(200_000)],
    ['spaces', `{${' '.repeat(1_000_000)}x`],
    ['names', `{${'a'.repeat(64)}${' '.repeat(500_000)}`.repeat(2)],
    ['a restart at every step', '{"a" {"b"'.repeat(100_000)],
    // Quadratic work on texts of this length takes hours: it does not fit into the test's time on any machine.
  ])('stays linear on %s', { timeout: 60_000 }, (_, text) => {
    expect(extractLenient(text).found).toBe(false)
  })
})
