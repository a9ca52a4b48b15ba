import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reasoningBlocks } from '../../extraction/reasoning.ts'
import { extractLenient } from '../../scoring/index.ts'
import { JsonStopCriterion } from './json-stop-criterion.ts'

/** Characters taken before the watcher said stop; null when it never did. */
function stopsAfter(text: string): number | null {
  const end = new JsonStopCriterion()
  for (const [index, character] of [...text].entries()) if (end.push(character)) return index + 1
  return null
}

describe('JsonStopCriterion', () => {
  test.each<[string, string]>([
    ['the first character after the object', ' {"a": 1}\n|I'],
    ['braces in strings and escaped quotes do not count', '{"a": "}\\"}{"}|x'],
    ['nested values', '{"a": {"b": [{}, {}]}} |,'],
    ['a code fence around it, up to its end', '```json\n{"a": 1}\n``|`'],
    ['prose before it', 'Here is [your] answer: {"a": []} |T'],
    ['an array is a value when the answer begins with it', ' [{"a": 1}, {"a": 2}]|!'],
    ['an array in a fence', 'Here:\n```json\n[{"a": 1}, {"a": 2}]``|`'],
    ['a list without objects', '["a", 1] |{"a": 1} x'],
    ['what balances without being JSON is passed over', 'use {braces}: {"a": 1} |x'],
    ['an object with a trailing comma is passed over', '{"a": 1,} {"a": 1}|;'],
    ['brackets that do not match are no JSON', '{"a": [1} {"b": 2}|{'],
  ])('%s', (_, marked) => {
    const [before = '', after = ''] = marked.split('|')
    expect(stopsAfter(before + after)).toBe([...before].length + 1)
  })

  test.each([
    '',
    'no JSON here',
    '{"a": 1}',
    '{"a": 1} \n\t ',
    '{"a": "never closed',
    '{"a": {"b": 1}',
    '{NaN}',
  ])('never on %j', (text) => {
    expect(stopsAfter(text)).toBeNull()
  })

  test('property: stops at what follows an object, however the text is cut into pieces', () => {
    const object = fc
      .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { minKeys: 1 })
      .map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(object, fc.array(fc.nat(40)), fc.constantFrom('', ' ', '\n\n'), (text, cuts, space) => {
        const end = new JsonStopCriterion()
        const whole = ` ${text}${space}`
        const places = [...new Set([0, whole.length, ...cuts.map((cut) => cut % whole.length)])].sort(
          (a, b) => a - b,
        )
        for (const [index, place] of places.slice(1).entries()) {
          expect(end.push(whole.slice(places[index], place))).toBe(false)
        }
        expect(end.push('x')).toBe(true)
      }),
    )
  })

  const { start, ends } = { start: '<think>', ends: ['</think>', '<|channel|>final<|message|>'] }
  const part = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"a"',
      '"',
      ':',
      '1',
      ',',
      '\\',
      '```',
      '```json\n',
      ' ',
      '\n',
      'x',
      'null',
      "'",
      '`',
      '//',
    ],
    ...[
      '{"a":1}',
      '{"b":[2,{}]}',
      '[{"a":1},{"b":2}]',
      '{"a": "}"}',
      '{x',
      '"s":',
      '[3]',
      '["a"]',
      '[1,2]',
      '{}',
      '[]',
    ],
    ...['{a:', "{'k': ", '{"a": 1, ', 'see: ', '\n[1] ', '42', 'true', '"x {} y"', '\ud83d', '\ude00', '𝐱:'],
    ...[start, '<|channel|>analysis<|message|>', ...ends, '<th', 'ink>', '{"a": "</think>"}', '[THINK]'],
  )
  const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''))
  const holdsEnd = (of: string): boolean => ends.some((end) => of.includes(end))

  test('property: stopping never changes what lenient extraction finds', { timeout: 60_000 }, () => {
    let stopped = 0
    fc.assert(
      fc.property(text, (whole) => {
        const place = stopsAfter(whole)
        // What an end marker without a start does to a text before it is known only when it is there.
        if (place === null || holdsEnd([...whole].slice(place - 1).join(''))) return
        stopped += 1
        const found = extractLenient([...whole].slice(0, place).join(''))
        expect(found).toEqual(extractLenient(whole))
        expect(found.found).toBe(true)
      }),
      { numRuns: 20_000 },
    )
    expect(stopped).toBeGreaterThan(2_000)
  })

  test('property: stops at the same character, however the text is cut into pieces', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(60)), (whole, cuts) => {
        const places = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])]
        places.sort((a, b) => a - b)
        const end = new JsonStopCriterion()
        const piece = places.slice(1).findIndex((place, index) => end.push(whole.slice(places[index], place)))
        const single = new JsonStopCriterion()
        const place = whole.split('').findIndex((unit) => single.push(unit))
        if (place === -1) expect(piece).toBe(-1)
        else expect(place).toBeLessThan(places[piece + 1] ?? -1)
        if (place !== -1) expect(place).toBeGreaterThanOrEqual(places[piece] ?? -1)
      }),
      { numRuns: 5_000 },
    )
  })

  test('property: no stop within reasoning, also where the prompt opened it', { timeout: 60_000 }, () => {
    const [block = null] = reasoningBlocks()
    const reasoning = text.filter((thoughts) => !holdsEnd(thoughts))
    fc.assert(
      fc.property(reasoning, text, fc.boolean(), (thoughts, answer, opened) => {
        fc.pre(!holdsEnd(answer))
        const marker = opened ? block?.start : undefined
        const found = (of: string): unknown => extractLenient(of, undefined, marker)
        const end = new JsonStopCriterion(reasoningBlocks(), opened ? block : null)
        const before = `${opened ? '' : '<think>'}${thoughts}`
        expect(end.push(before)).toBe(false)
        expect(found(before)).toMatchObject({ found: false })
        const whole = `${before}</think>${answer}`
        const units = `</think>${answer}`.split('')
        const place = units.findIndex((unit) => end.push(unit))
        if (place === -1) return
        const kept = before.length + place + 1
        expect(found(whole.slice(0, kept))).toEqual(found(whole))
      }),
      { numRuns: 5_000 },
    )
  })

  test('property: a model that knows the end marker stops at the value of the whole text', {
    timeout: 60_000,
  }, () => {
    let stopped = 0
    fc.assert(
      fc.property(text, text, (before, after) => {
        // One end marker without a start, at most.
        fc.pre(!holdsEnd(before) && !holdsEnd(after) && !(before + after).includes(start))
        const whole = `${before}</think>${after}`
        const end = new JsonStopCriterion(reasoningBlocks(), null, true)
        const units = whole.split('')
        const place = units.findIndex((unit) => end.push(unit))
        if (place === -1) return
        stopped += 1
        expect(extractLenient(whole.slice(0, place + 1))).toEqual(extractLenient(whole))
      }),
      { numRuns: 10_000 },
    )
    expect(stopped).toBeGreaterThan(500)
  })

  test.each<[string, string]>([
    ['after reasoning', '<think>{"a": 9} no</think>\n{"a": 1}|x'],
    ['a list of scalars', '["a", "b"]\n|D'],
    ['an empty list', 'None: []\n\n|T'],
    ['a list in prose that wraps objects', 'Rows: [{"a": 1}, {"a": 2}] |H'],
    ['an object behind a citation', 'As in [3], {"a": 1} |x'],
    [
      'harmony channels',
      '<|channel|>analysis<|message|>{"a": 9}<|end|><|channel|>final<|message|>{"a": 1}|<',
    ],
  ])('stops: %s', (_, marked) => {
    const [before = '', after = ''] = marked.split(/\|(?=[a-zA-Z<]$)/)
    expect(stopsAfter(before + after)).toBe([...before].length + 1)
  })

  test.each([
    '<think>{"a": 1} and',
    '["a", 1',
    '```json\n"a {} b',
    '"a {} b',
    '{"a": 1, {"a": 1, "b": 2} x',
    '{\'data\': {"a": 1} x',
    'as in [3] and',
  ])('does not stop on %j', (open) => {
    expect(stopsAfter(open)).toBeNull()
  })

  test('untrusted texts are taken in linear time', () => {
    for (const text of [
      '{',
      '[',
      '{,}x',
      '{"',
      '"{}',
      '`',
      ' ',
      '<think>',
      '{"a":1,}',
      "{'a'},",
      '[1,',
      '{ ',
      '</think',
      '```{',
    ]) {
      expect(stopsAfter(text.repeat(100_000))).toBeNull()
    }
  })
})
