import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from './json.ts'
import { JsonSyntaxError, MAX_INTEGER_DIGITS, MAX_JSON_DEPTH, parseJson, readJsonAt } from './parse.ts'
import { stringifyJson } from './stringify.ts'

/** Half a surrogate pair included. */
const utf16Unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))

function failure(text: string): JsonSyntaxError {
  try {
    parseJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error
    throw error
  }
  throw new Error(`${text.slice(0, 80)} was read`)
}

function accepts(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('parseJson', () => {
  it('keeps every digit of an integer beyond 2^53 and leaves other numbers alone', () => {
    expect(parseJson('[9007199254740991, 9007199254740992, -9007199254740993, 1e20, 1.0, 1e400]')).toEqual([
      9007199254740991,
      9007199254740992n,
      -9007199254740993n,
      100000000000000000000,
      1,
      Number.POSITIVE_INFINITY,
    ])
    const longest = '7'.repeat(MAX_INTEGER_DIGITS)
    expect(parseJson(`-${longest}`)).toBe(-BigInt(longest))
  })

  it('refuses an integer that costs too much to convert', () => {
    expect(failure(`{"n": ${'7'.repeat(MAX_INTEGER_DIGITS + 1)}}`)).toMatchObject({
      reason: 'an integer of 4301 digits; at most 4300 are read',
      offset: 6,
    })
  })

  it.each(['{"__proto__":{"x":1},"constructor":2}', '{"__proto__":{"x":1},"constructor":2,"n":1e300}'])(
    'makes every key an ordinary one: %s',
    (text) => {
      const value = parseJson(text) as JsonObject
      expect(Object.getPrototypeOf(value)).toBeNull()
      expect(Object.keys(value).slice(0, 2)).toEqual(['__proto__', 'constructor'])
      expect(Object.values(value)[0]).toEqual({ x: 1 })
      expect(value.toString).toBeUndefined()
    },
  )

  it.each(['{"a":1,"b":2,"a":3}', '{"a":1,"b":2,"a":3,"n":1e300}'])(
    'takes the last of duplicate keys, at the first place: %s',
    (text) => {
      const value = parseJson(text) as JsonObject
      expect(Object.keys(value).slice(0, 2)).toEqual(['a', 'b'])
      expect(value.a).toBe(3)
    },
  )

  it('bounds the depth, whatever is inside', () => {
    expect(() => parseJson(nested(MAX_JSON_DEPTH))).not.toThrow()
    expect(failure(nested(MAX_JSON_DEPTH + 1)).reason).toBe('nested deeper than 1000 levels')
    expect(failure('{"a":'.repeat(100_000)).reason).toBe('nested deeper than 1000 levels')
    expect(failure(nested(100_000)).offset).toBe(MAX_JSON_DEPTH)
  })

  it.each([
    ['', 'the text ends where a value should be', 1, 1],
    ['{"a": 1,}', '"}" found where a quoted key should be', 1, 9],
    ['[1\n, 2\n  3]', '"3" found where "," or "]" should be', 3, 3],
    ['[1,\r\n\u001b]', '"\\u001b" found where a value should be', 2, 1],
    ['{"a": "b\nc"}', '"\\n" found where an escape for a control character should be', 1, 9],
    ['"\\x"', '"x" found where an escape should be', 1, 3],
    ['"\\u12g4"', '"g" found where four hexadecimal digits should be', 1, 6],
    ['"abc', 'the text ends where the end of a string should be', 1, 5],
    ['nul', 'the text ends where the rest of null should be', 1, 4],
    ['-', 'the text ends where a digit should be', 1, 2],
    ['1 2', '"2" found where nothing after the value should be', 1, 3],
    ['01', '"1" found where nothing after the value should be', 1, 2],
    ['\ufeff{}', '"\ufeff" found where a value should be', 1, 1],
    ['NaN', '"N" found where a value should be', 1, 1],
  ])('says why and where %j is not JSON', (text, reason, line, column) => {
    expect(failure(text)).toMatchObject({
      reason,
      line,
      column,
      message: `${reason} (line ${line}, column ${column})`,
    })
  })

  it('reads what JSON.parse reads and refuses what it refuses', { timeout: 60_000 }, () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '0', '-', '.', 'e', '\n', '\u0000', ' '),
      )
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1)
        return text.slice(0, place) + piece + text.slice(place + (at % 2))
      })
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string({ unit: utf16Unit })), (text) => {
        expect(accepts(parseJson, text)).toBe(accepts(JSON.parse, text))
      }),
      { numRuns: 1_000 },
    )
  })

  it('reads the same with its own reader and with the native one', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        // A large float in front sends the text to the own reader.
        const own = parseJson(`[1e300,${text}]`)
        expect(own).toEqual([1e300, parseJson(text)])
        expect(JSON.parse(stringifyJson(parseJson(text)))).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })
})

describe('readJsonAt', () => {
  it('reads one value and says where it ends', () => {
    expect(readJsonAt('see {"a": [1]}, ok', 4)).toEqual({ ok: true, value: { a: [1] }, end: 14 })
  })

  it('reports the end of the text as the offset of a cut-off value', () => {
    const whole = '{"a": ["x\\u00e9", -1.5e-3, 2E+1, 0, true, {"b": null}]}'
    for (let cut = 1; cut < whole.length; cut += 1) {
      const result = readJsonAt(whole.slice(0, cut), 0)
      expect(result).toMatchObject({ ok: false, offset: cut })
    }
  })

  it('takes the literals of Python only when asked', () => {
    const text = '[NaN, Infinity, -Infinity]'
    expect(readJsonAt(text, 0)).toMatchObject({ ok: false, offset: 1 })
    const value: JsonValue = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    expect(readJsonAt(text, 0, { nonFinite: true })).toEqual({ ok: true, value, end: text.length })
  })
})
