import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../core/json/json.ts'
import { extractOfficial } from './extract-official.ts'
import { twoLevelObjects } from './two-level-objects.ts'

// Every expectation was read off CPython 3.11.

describe('extractOfficial', () => {
  it.each<[string, JsonValue]>([
    ['[NaN, Infinity, -Infinity]', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['1e400', Number.POSITIVE_INFINITY],
    ['12345678901234567890', 12345678901234567890n],
    ['"\\ud800"', '\ud800'],
    ['\u001c\u0085\u3000{"a": 1}\u001f', { a: 1 }],
    ['\ufeff{"a": 1}', { a: 1 }],
    ['x {"a": {"b": 1}} y', { a: { b: 1 } }],
    ['x {"a": {"b": {"c": 1}}}', { b: { c: 1 } }],
    ['{bad} {"a": 1} {"b": 2}', { a: 1 }],
    ['{"a": 1} }', { a: 1 }],
    ['0', 0],
    ['[]', []],
  ])('takes from %j what the harness takes', (text, value) => {
    expect(extractOfficial(text)).toEqual({ found: true, value })
  })

  it.each([
    'null',
    '-NaN',
    '+1',
    '01',
    '"a\tb"',
    '"\\x41"',
    '\ufeff1',
    '\u200b1',
    'x {"a": "}"}',
    `{"n": ${'1'.repeat(4_301)}}`,
    `x {"n": ${'1'.repeat(4_301)}} {"a": 1}`,
    '',
  ])('finds nothing in %j', (text) => {
    expect(extractOfficial(text).found).toBe(false)
  })

  it('gives up where Python gives up: 993 levels end the search, an object before them or not', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(extractOfficial(nested(992)).found).toBe(true)
    expect(extractOfficial(nested(993)).found).toBe(false)
    expect(extractOfficial(`${nested(993)} {"a": 1}`).found).toBe(false)
    expect(extractOfficial(`x ${nested(993)} {"a": 1}`)).toEqual({ found: true, value: { a: 1 } })
  })
})

describe('twoLevelObjects', () => {
  it.each([
    ['{{}{}', ['{}', '{}']],
    ['{a{b}c{d}e}', ['{a{b}c{d}e}']],
    ['{a{b{c}d}e}', ['{b{c}d}']],
    ['{{{}}}{}', ['{{}}', '{}']],
    ['}{"a\n":"{"}', ['{"}']],
    ['{ {', []],
  ])('finds in %j what re.findall finds', (text, matches) => {
    expect([...twoLevelObjects(text)]).toEqual(matches)
  })

  it('stays linear where a backtracking matcher does not', { timeout: 60_000 }, () => {
    expect([...twoLevelObjects(`{${'{}'.repeat(300_000)}{`.repeat(2))]).toHaveLength(600_000)
  })
})
