import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from './json.ts'
import { parseJson } from './parse.ts'
import { stringifyJson } from './stringify.ts'

/** Half a surrogate pair included. */
const utf16Unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))

const { value: jsonValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.bigInt().filter((n) => !Number.isSafeInteger(Number(n))),
    fc.string({ unit: utf16Unit }),
    fc.string().map((text) => `${text}\ud800`),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value'), { noNullPrototype: false }),
  ),
}))

describe('stringifyJson', () => {
  it('writes what parseJson reads back, on one line or indented', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(jsonValue, fc.nat({ max: 4 }), (value, indent) => {
        const text = stringifyJson(value, indent)
        expect(Buffer.from(text).toString()).toBe(text)
        expect(parseJson(text)).toEqual(value)
        expect(stringifyJson(parseJson(text), indent)).toBe(text)
      }),
      { numRuns: 1_000 },
    )
  })

  it('writes like JSON.stringify where that can say it', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), fc.nat({ max: 4 }), (text, indent) => {
        const value: unknown = JSON.parse(text)
        fc.pre(!/-0[,\]}]|-0$|\d{16}/.test(text))
        expect(stringifyJson(parseJson(text), indent)).toBe(JSON.stringify(value, null, indent))
      }),
    )
  })

  it('keeps integers, floats and overflow apart', () => {
    expect(stringifyJson([2n ** 64n, 2 ** 64, -(2 ** 60), 1e21, -0, Number.NEGATIVE_INFINITY])).toBe(
      '[18446744073709551616,18446744073709552000.0,-1152921504606847000.0,1e+21,-0,-1e999]',
    )
  })

  it('refuses what JSON has no word for, and endless nesting', () => {
    expect(() => stringifyJson([Number.NaN])).toThrow(TypeError)
    const ring: JsonValue[] = []
    ring.push(ring)
    expect(() => stringifyJson(ring)).toThrow(/deeper than 1000/)
  })
})
