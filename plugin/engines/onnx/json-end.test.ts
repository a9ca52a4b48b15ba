import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { extractLenient } from '../../scoring/index.ts'
import { JsonEnd } from './json-end.ts'

/** Characters taken before the watcher said stop; null when it never did. */
function stopsAfter(text: string): number | null {
  const end = new JsonEnd()
  for (const [index, character] of [...text].entries()) if (end.push(character)) return index + 1
  return null
}

describe('JsonEnd', () => {
  test.each<[string, string]>([
    ['the first character after the object', ' {"a": 1}\n|I'],
    ['braces in strings and escaped quotes do not count', '{"a": "}\\"}{"}|x'],
    ['nested values', '{"a": {"b": [{}, {}]}} |,'],
    ['a code fence around it, up to its end', '```json\n{"a": 1}\n``|`'],
    ['prose before it', 'Here is [your] answer: {"a": []} |T'],
    ['an array is a value when the answer begins with it', ' [{"a": 1}, {"a": 2}]|!'],
    ['an array in a fence', 'Here:\n```json\n[{"a": 1}, {"a": 2}]``|`'],
    ['a list without objects is not what is looked for', '["a", 1] {"a": 1} |x'],
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
        const end = new JsonEnd()
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

  test('property: stopping never changes what lenient extraction finds', () => {
    const part = fc.constantFrom(
      ...['{', '}', '[', ']', '"a"', '"', ':', '1', ',', '\\', '```', '```json\n', ' ', '\n', 'x', 'null'],
      ...['{"a":1}', '{"b":[2,{}]}', '[{"a":1},{"b":2}]', '{"a": "}"}', '{x', '"s":'],
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const place = stopsAfter(text)
        if (place !== null) expect(extractLenient(text.slice(0, place))).toEqual(extractLenient(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('hostile texts are taken in linear time', () => {
    for (const text of ['{', '[', '{}x'.replaceAll('}', ',}'), '{"', '"{}', '`', ' ']) {
      expect(stopsAfter(text.repeat(100_000))).toBeNull()
    }
  })
})
