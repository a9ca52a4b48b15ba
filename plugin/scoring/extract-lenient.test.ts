import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../core/json/json.ts'
import { parseJson, readWholeJson } from '../core/json/parse.ts'
import { stringifyJson } from '../core/json/stringify.ts'
import type { ReasoningOption } from '../extraction/reasoning.ts'
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
    ['a list before prose', '[{"a":1},{"a":2}]\n\nHope this helps', [{ a: 1 }, { a: 2 }]],
    ['a list after prose', 'Here are the rows:\n[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['a list after prose on the line', 'Rows are [{"a":1},{"a":2}] x', [{ a: 1 }, { a: 2 }]],
    ['a list that wraps an object', '[{"a":1}]\nT', [{ a: 1 }]],
    ['an empty list before prose', '[]\n\nThere are none.', []],
    ['a list of texts', '["a","b"]\nDone.', ['a', 'b']],
    ['a list of texts in prose', 'They are ["a","b"], see above', ['a', 'b']],
    ['a list of numbers after prose', 'The ids: [1, 2, 3].', [1, 2, 3]],
    ['a list of numbers in prose', 'I counted [1, 2] there.', [1, 2]],
    ['an object behind a citation', 'As shown in [3], it is {"a": 1}', { a: 1 }],
    ['an object behind a footnote', 'Sources:\n- [1] Smith\n[2] Jones\n{"a": 1}', { a: 1 }],
    ['an object behind a subscript', 'rows[0] and data["key"] are {"a": 1}', { a: 1 }],
    ['an object behind an interval', 'on [0, 1) and {"a": 1}', { a: 1 }],
    ['an object behind a checkbox', '- [ ] one\n- [x] two\n{"a": 1}', { a: 1 }],
    ['an object behind a link', '[the docs](http://a.b/{c}) say {"a": 1}', { a: 1 }],
    ['nested lists', 'Matrix: [[1,2],[3]] ok', [[1, 2], [3]]],
    ['a quoted brace in prose', 'use \'{\' or `{` or "{": {"a": 1}', { a: 1 }],
    ['a fence with its value behind the info word', '```json[1, 2]```', [1, 2]],
    ['a scalar in a fence before an object', 'x\n```json\n42\n```\nof {"a":1}', 42],
    ['a value in quotes', 'Result: "{"a": 1}"', { a: 1 }],
    [
      'reasoning before it',
      '<think>\nMaybe {"total": 3.05}? No.\n</think>\n{"total": 30.5}',
      { total: 30.5 },
    ],
    ['reasoning without a start', 'A draft: {"total": 3}. </think>{"total": 30.5}', { total: 30.5 }],
    ['reasoning that breaks off an object', 'so {"total": 3, no </think>{"total": 30.5}', { total: 30.5 }],
    ['a broken draft with an end marker', '{\'a\': </think> } {"a": 1}', { a: 1 }],
    ['reasoning before a scalar', '<think>hm {"a": 1}</think>\n"x {} y"', 'x {} y'],
    ['several blocks of reasoning', '<think>{"a":9}</think> <think>{"a":8}</think>\n[1]', [1]],
    ['a marker in a string', '{"a": "<think> and </think>"} ok', { a: '<think> and </think>' }],
    ['a marker in a string, whole text', '"</think>"', '</think>'],
    ['reasoning after it', '{"a": 1}\n<think>is it {"a": 2}?', { a: 1 }],
    [
      'harmony channels',
      '<|channel|>analysis<|message|>{"a":9}<|end|><|start|>assistant<|channel|>final<|message|>{"a":1}<|return|>',
      { a: 1 },
    ],
    [
      'a scalar in the final channel',
      '<|channel|>analysis<|message|>?<|end|><|channel|>final<|message|>42<|return|>',
      42,
    ],
    ['a constrained final channel', '<|channel|>final <|constrain|>json<|message|>{"a":1}', { a: 1 }],
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
    ['a cut-off list of objects', '[{"a":1},{"a":2},{"a"'],
    ['a cut-off list in prose', 'Rows: [{"a":1},{"a":'],
    ['a list in a cut-off fence', '```json\n[{"a":1},{"a":2},'],
    ['a cut-off object in single quotes', '{\'data\': {"a": 1}'],
    ['an object with typographic quotes', '{“data”: {"a": 1}}'],
    ['an object with quotes in backticks', '{`data`: {"a": 1}}'],
    ['an object with escaped quotes', '{\\"data\\": {}}'],
    ['a commented object', '{ // the order\n "data": {"a": 1}}'],
    ['a comment with a brace', '{/* } */ "data": {"a": 1}}'],
    ['a comment in Python style', '{ # don\'t {\n "data": {"a": 1}}'],
    ['a key with an accent', '{größe: {"a": 1}}'],
    ['a brace in a single-quoted value', "{'a': '}', 'b': {\"c\": 1}}"],
    ['brackets that do not match', '{"a": [1}, "b": {"c": 2}}'],
    ['a list with brackets that do not match', '[{"a": 1], {"b": 2}]'],
    ['a Python list', '[{\'a\': {"b": 1}}]'],
    ['a missing colon', '{"items" [{"a": 1}'],
    ['a key that lost its quote', '{data": {"a": 1}}'],
    ['a list with a slip', '[{"a": 1}, oops {"b": 2}'],
    ['an object with another one in the place of a key', '{"a": 1, {"b": 2}'],
    ['a broken object before a good one in its list', '{"a": [{"b": 1,}, {"b": 2}'],
    ['numbers that are cut off', 'ids: [1, 2, 3'],
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
    '<think>{"a": 1}, or [1, 2]',
    '<|channel|>analysis<|message|>{"a": 1}',
    '<|channel|>commentary to=functions.f <|constrain|>json<|message|>{"a": 1}<|call|>',
    '{"a": 1} </think>',
    'Answer: 42',
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
    const prose = fc.string().filter((text) => !/[{["`<]/.test(text))
    fc.assert(
      fc.property(prose, jsonObject, hostileText, fc.nat({ max: 2 }), (before, value, after, indent) => {
        fc.pre(!after.startsWith('`'))
        expect(found(`${before}: ${stringifyJson(value, indent)} ${after}`)).toEqual(value)
      }),
    )
  })

  it('takes other markers, or none', () => {
    const text = '[THINK]{"a": 9}[/THINK]{"a": 1}'
    const reasoning = { start: '[THINK]', end: '[/THINK]' }
    expect(extractLenient(text, reasoning)).toEqual({ found: true, value: { a: 1 } })
    expect(extractLenient(`{"a": 8} ${text.slice(7)}`, reasoning)).toEqual({ found: true, value: { a: 1 } })
    expect(extractLenient('[THINK]{"a": 9}', reasoning).found).toBe(false)
    expect(extractLenient(text)).toEqual({ found: true, value: { a: 9 } })
    expect(extractLenient('<think>{"a": 9}</think>{"a": 1}', false)).toEqual({ found: true, value: { a: 9 } })
  })

  it('takes nothing of a block that the prompt opened', () => {
    const opened = (text: string, reasoning?: ReasoningOption): unknown => {
      const extraction = extractLenient(text, reasoning, '<think>')
      return extraction.found ? extraction.value : extraction.reason
    }
    expect(opened('Maybe {"a": 9}, or')).toBe('no_json')
    expect(opened('{"a": 9}')).toBe('no_json')
    expect(opened('{"a": 9} </think> {"a": 1} so')).toEqual({ a: 1 })
    expect(opened('{"a": 9}', false)).toEqual({ a: 9 })
    const declared = { start: '[T]', end: '[/T]', opened: true }
    expect(opened('{"a": 9}', declared)).toBe('no_json')
    expect(opened('{"a": 9}[/T]{"a": 1}', declared)).toEqual({ a: 1 })
    // The marker of the prompt is not one of the configured ones.
    expect(opened('{"a": 9}', { start: '[T]', end: '[/T]' })).toEqual({ a: 9 })
  })

  it('finds a list or object whatever prose without brackets is around it', { timeout: 60_000 }, () => {
    const prose = fc.string().filter((text) => !/[{}[\]"'`<|]/.test(text))
    const container = jsonValue.filter((value) => typeof value === 'object' && value !== null)
    fc.assert(
      fc.property(prose, container, prose, fc.nat({ max: 2 }), (before, value, after, indent) => {
        const text = `${before} ${stringifyJson(value, indent)} ${after}`
        expect(found(text)).toEqual(value)
        expect(found(`${before}<think>${after}</think>${text}`)).toEqual(value)
        expect(found(`{"a": 0} ${after}</think>${text}`)).toEqual(value)
      }),
    )
  })

  it('takes no part of a value that is cut off', { timeout: 60_000 }, () => {
    const container = jsonValue.filter((value) => typeof value === 'object' && value !== null)
    fc.assert(
      fc.property(container, fc.nat(), fc.constantFrom('', 'It is: ', '```json\n'), (value, at, before) => {
        const whole = stringifyJson(value, 1)
        const cut = 1 + (at % (whole.length - 1))
        // In prose a cut-off list of numbers looks like any list.
        expect(found(before + whole.slice(0, cut))).toBe('invalid_json')
      }),
    )
  })

  it('takes no part of a value that is broken in one place', { timeout: 60_000 }, () => {
    const place = fc.nat()
    const slip = fc.constantFrom(':', ',', '"', '1', 'null', 'true')
    const repair = fc.constantFrom('', ';', '=', "'", 'None', ' x ')
    fc.assert(
      fc.property(jsonValue, jsonValue, place, slip, repair, (first, second, at, wrong, instead) => {
        const whole = stringifyJson({ first: { in: first }, second: [second, { in: 1 }], third: {} })
        const places = [...whole.matchAll(new RegExp(wrong, 'g'))].map((match) => match.index)
        const index = places[at % Math.max(1, places.length)]
        // Behind the first brace there must be something like a key.
        if (index === undefined || (index === 1 && !['', "'"].includes(instead))) return
        // A lost quote turns strings inside out: brackets in them then are brackets.
        const strings = whole.match(/"(?:\\.|[^"\\])*"/g) ?? []
        if (wrong === '"' && strings.some((string) => /[{}[\]\\]/.test(string))) return
        const text = whole.slice(0, index) + instead + whole.slice(index + wrong.length)
        const result = found(text)
        // A change within a string, or one that leaves JSON, is no slip.
        if (readWholeJson(text).ok) expect(result).toEqual(readWholeJson(text).ok && parseJson(text))
        else expect(result).toBe('invalid_json')
      }),
      { numRuns: 3_000 },
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
    ['the same restart at every step', '{"a": 1, '.repeat(100_000)],
    ['open lists', '['.repeat(200_000)],
    ['lists that never close', '[{"a":1},'.repeat(100_000)],
    ['citations that never close', 'x [1, '.repeat(150_000)],
    ['open reasoning', '<think>'.repeat(100_000)],
    ['ends of reasoning', '</think>'.repeat(100_000)],
    ['values and ends of reasoning', `${'{}'.repeat(200_000)}</think>`],
    ['broken values with ends of reasoning', "{'</think>'}".repeat(100_000)],
    ['broken values that continue', "{'x'},'y'},".repeat(100_000)],
    ['quoted braces', '"{"'.repeat(200_000)],
    ['halves of markers', '<think'.repeat(150_000)],
    ['channels', '<|channel|>analysis'.repeat(50_000)],
    ['strings in fences', '```"x'.repeat(150_000)],
    ['escaped strings in fences', '```"\\\\'.repeat(150_000)],
    ['open comments', '{/*'.repeat(200_000)],
    // Quadratic work on texts of this length takes hours: it does not fit into the test's time on any machine.
  ])('stays linear on %s', { timeout: 60_000 }, (_, text) => {
    expect(extractLenient(text).found).toBe(false)
  })
})
