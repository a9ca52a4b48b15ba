import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../core/json/parse.ts'
import { diffByPath } from './diff-by-path.ts'
import { jsonExact } from './json-exact.ts'
import { relatedValues } from './test-support/arbitraries.ts'

const diff = (expected: string, received: string, limit?: number) =>
  diffByPath(parseJson(expected), parseJson(received), limit)

const rows = (expected: string, received: string) =>
  diff(expected, received).differences.map((row) => [row.path, row.kind, row.expected, row.received])

describe('diffByPath', () => {
  it('says where and how two values differ', () => {
    expect(
      rows(
        '{"name": "Ann", "total": 30.5, "items": [{"id": 1}, {"id": 2}], "tags": [], "zip": "01234", "ok": null}',
        '{"total": 3.05, "name": "Ann", "items": [{"id": 1, "x y": {}}], "tags": "none", "zip": 1234, "ok": {}, "it\'s": [1, {"a": 2}]}',
      ),
    ).toEqual([
      ['$.total', 'wrong_value', '30.5', '3.05'],
      ["$.items[0]['x y']", 'hallucination', null, '{}'],
      ['$.items[1].id', 'omission', '2', null],
      ['$.tags', 'wrong_structure', '[]', '"none"'],
      ['$.zip', 'wrong_type', '"01234"', '1234'],
      ['$.ok', 'wrong_structure', 'null', '{}'],
      ["$['it\\'s'][0]", 'hallucination', null, '1'],
      ["$['it\\'s'][1].a", 'hallucination', null, '2'],
    ])
  })

  it.each([
    ['{"a": 1}', '[{"a": 1}]'],
    ['{"a": 1}', '"a"'],
    ['null', '{}'],
    ['[1]', '{"0": 1}'],
  ])('takes roots of different kinds as one difference: %s and %s', (expected, received) => {
    expect(diff(expected, received)).toMatchObject({
      count: 1,
      differences: [{ path: '$', kind: 'wrong_root' }],
    })
  })

  it('compares scalar roots as scalars', () => {
    expect(rows('1', '"1"')).toEqual([['$', 'wrong_type', '1', '"1"']])
    expect(rows('1', '2')).toEqual([['$', 'wrong_value', '1', '2']])
  })

  it('shows values and keys shortened and without anything that a terminal obeys', () => {
    const long = 'x'.repeat(100_000)
    const { differences } = diffByPath(
      { '\u001b[2J\u202e': '\u009b31m\ud800', [long]: 1 },
      { '\u001b[2J\u202e': [long], [long]: 2 },
    )
    expect(differences[0]).toMatchObject({
      path: "$['\\u001b[2J\\u202e']",
      expected: '"\\u009b31m\\ud800"',
      received: `["${'x'.repeat(197)}…`,
    })
    expect(differences[1]?.path).toHaveLength(1_000)
  })

  it('shows long texts from where they differ', () => {
    const long = 'word '.repeat(1_000)
    expect(rows(JSON.stringify({ a: `${long}yes` }), JSON.stringify({ a: `${long}no` }))).toEqual([
      ['$.a', 'wrong_value', '"…word word word word yes"', '"…word word word word no"'],
    ])
    const [row] = rows(JSON.stringify({ a: long.repeat(2) }), JSON.stringify({ a: long }))
    expect(row?.slice(2)).toEqual([`"…${'word '.repeat(40).slice(0, 197)}…`, '"…word word word word "'])
  })

  it('keeps the first 50 and counts the rest', () => {
    const expected = JSON.stringify(Array.from({ length: 300 }, (_, index) => index))
    const result = diff(expected, '[]')
    expect(result.differences).toHaveLength(50)
    expect(result.count).toBe(300)
    expect(diff(expected, '[0]', 2).differences.map((row) => row.path)).toEqual(['$[1]', '$[2]'])
    expect(diff(`[${expected}, 1]`, '[[], "1"]').kinds).toEqual(new Set(['omission', 'wrong_type']))
  })

  it('finds nothing exactly where values are equal', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(relatedValues, ([expected, received]) => {
        const { count, kinds, differences } = diffByPath(expected, received)
        expect(count === 0).toBe(jsonExact(received, expected))
        expect(kinds.size === 0).toBe(count === 0)
        expect(differences).toHaveLength(Math.min(count, 50))
        for (const { expected: wanted, received: got } of differences) expect(wanted).not.toBe(got)
      }),
      { numRuns: 2_000 },
    )
  })

  it('mirrors: what one side omits, the other invents', { timeout: 60_000 }, () => {
    const mirror: Record<string, string> = { omission: 'hallucination', hallucination: 'omission' }
    fc.assert(
      fc.property(relatedValues, ([a, b]) => {
        const forth = diffByPath(a, b, 1e6).differences.map(
          ({ path, kind }) => `${mirror[kind] ?? kind} ${path}`,
        )
        const back = diffByPath(b, a, 1e6).differences.map(({ path, kind }) => `${kind} ${path}`)
        expect(forth.sort()).toEqual(back.sort())
      }),
    )
  })
})
