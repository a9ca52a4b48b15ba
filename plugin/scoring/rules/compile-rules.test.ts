import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import { parseJson } from '../../core/json/parse.ts'
import type { ScoringRule } from '../../records/scoring-rules.ts'
import { compileRules } from './compile-rules.ts'

const score = async (rules: ScoringRule[], expected: string, received: string) =>
  (await compileRules(rules)).score(parseJson(received), parseJson(expected))
const paths = async (rules: ScoringRule[], expected: string, received: string) =>
  (await compileRules(rules))
    .diff(parseJson(expected), parseJson(received))
    .differences.map(({ path, kind }) => `${path} ${kind}`)

describe('compileRules', () => {
  it('counts a weight for every leaf below its path, the nearest one', async () => {
    const rules = [
      { path: '$.a', weight: 3 },
      { path: '$.a.b', weight: 0.5 },
    ]
    const { fields, f1 } = await score(
      rules,
      '{"a": {"b": 1, "c": [1, 2]}, "d": 1}',
      '{"a": {"b": 2, "c": [1]}, "d": 1}',
    )
    expect(fields).toEqual({ correct: 4, received: 4.5, expected: 7.5 })
    expect(f1).toBe(8 / 12)
  })

  it('gives an output FieldF1 0 where a required value is wrong, missing, or inside a missing one', async () => {
    const rules = [{ path: '$.a.id', required: true }]
    const expected = '{"a": {"id": 1, "x": 2}, "b": 3}'
    for (const received of [
      '{"a": {"id": 2, "x": 2}, "b": 3}',
      '{"a": {"x": 2}, "b": 3}',
      '{"b": 3}',
      '{"a": 1, "b": 3}',
    ])
      expect(await score(rules, expected, received)).toMatchObject({
        exact: false,
        f1: 0,
        precision: 0,
        recall: 0,
      })
    expect((await score(rules, expected, '{"a": {"id": 1, "x": 9}, "b": 3}')).f1).toBe(2 / 3)
  })

  it('takes the part that a comparator gives, and 1 for what is right only', async () => {
    const compare = (received: number) =>
      compileRules([{ path: '$.a', comparator: './c.mjs' }], new Map([['./c.mjs', () => received]]))
    const of = async (part: number) => (await compare(part)).score({ a: [1] }, { a: [2, 3], b: 1 })
    expect((await of(0.5)).fields).toEqual({ correct: 0.5, received: 1, expected: 2 })
    expect((await of(1)).fields.correct).toBe(1)
    expect((await of(0.9999999999)).fields.correct).toBeLessThan(1)
    expect((await of(-4)).fields.correct).toBe(0)
    expect((await of(Number.NaN)).fields.correct).toBe(0)
  })

  it('names items of aligned lists by their expected position', async () => {
    const rules: ScoringRule[] = [{ path: '$', list: 'aligned' }]
    const expected = '[{"k": "a", "n": 1, "m": 1}, {"k": "b", "n": 2, "m": 2}]'
    expect(
      await paths(
        rules,
        expected,
        '[{"k": "b", "n": 9, "m": 2}, {"k": "a", "n": 1, "m": 1}, {"k": "c", "n": 3}]',
      ),
    ).toEqual(['$[1].n wrong_value', '$[2].k hallucination', '$[2].n hallucination'])
    expect(await paths(rules, '{}', '[]')).toEqual(['$ wrong_root'])
  })

  it('pairs by key fields, also where other items are more alike', async () => {
    const expected = '[{"k": 1, "a": 1, "b": 1}, {"k": 2, "a": 2, "b": 2}]'
    const received = '[{"k": 2, "a": 1, "b": 1}, {"k": 1, "a": 2, "b": 2}, {"a": 1}]'
    expect((await score([{ path: '$', list: 'aligned' }], expected, received)).fields.correct).toBe(4)
    expect(
      (await score([{ path: '$', list: 'aligned', by: ['k'] }], expected, received)).fields.correct,
    ).toBe(2)
  })

  it.each<[ScoringRule, string]>([
    [{ path: '$.a' }, 'sets nothing'],
    [{ path: '$.a', by: ['k'] }, "needs list: 'aligned'"],
    [{ path: '$', ignore: true }, 'is the whole value'],
    [{ path: 'a', ignore: true }, 'cannot be read from character 1 on'],
    [{ path: '$.a', date: ['europe'] }, 'the date format "europe"'],
    [{ path: '$.a', comparator: './c.mjs' }, 'which is not loaded'],
  ])('rejects %j', async (rule, message) => {
    await expect(compileRules([rule])).rejects.toThrow(message)
  })

  it.each(['aligned', 'unordered', 'set'] as const)(
    'bounds the work of hostile lists under %s',
    async (list) => {
      const compiled = await compileRules([
        { path: '$..*', list, number: { absolute: 0.5 } },
        { path: '$', list },
      ])
      const items = (count: number, of: (at: number) => JsonValue): JsonValue[] =>
        Array.from({ length: count }, (_, at) => of(at))
      const lists: [JsonValue, JsonValue][] = [
        [items(3_000, (at) => at * 7), items(3_000, (at) => at * 11 + 1)],
        [items(20, (at) => ({ a: at, b: at })), items(20_000, (at) => ({ a: at % 30, b: -at }))],
        [items(120, (at) => items(120, (n) => at * n)), items(120, (at) => items(120, (n) => at * n + n))],
      ]
      for (const [expected, received] of lists) {
        const first = compiled.score(received, expected)
        expect(first.exact).toBe(false)
        expect(compiled.score((received as JsonValue[]).toReversed(), expected)).toEqual(first)
        expect(compiled.score((expected as JsonValue[]).toReversed(), expected).exact).toBe(true)
      }
    },
  )
})
