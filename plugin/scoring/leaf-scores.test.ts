import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../core/json/json.ts'
import { parseJson } from '../core/json/parse.ts'
import { jsonExact } from './json-exact.ts'
import { countLeaves, leafScores } from './leaf-scores.ts'
import { jsonValue, relatedValues } from './test-support/arbitraries.ts'

describe('jsonExact', () => {
  it.each([
    ['5', '5.0', true],
    ['0', '-0', true],
    ['"5"', '5', false],
    ['true', '1', false],
    ['null', '0', false],
    ['{"a": 1, "b": 2}', '{"b": 2, "a": 1}', true],
    ['[1, 2]', '[2, 1]', false],
    ['{"a": null}', '{}', false],
    ['[]', '{}', false],
    ['{"0": 1}', '[1]', false],
    ['9007199254740993', '9007199254740992', false],
    ['9007199254740993', '9007199254740993', true],
    ['9007199254740993', '9007199254740993.0', false],
    ['10000000000000000000000', '1e22', true],
    ['{"__proto__": 1}', '{"__proto__": 2}', false],
    ['{"a": 1}', '{"toString": 1}', false],
    ['"é"', '"e\\u0301"', false],
  ])('%s against %s: %s', (received, expected, equal) => {
    expect(jsonExact(parseJson(received), parseJson(expected))).toBe(equal)
    expect(jsonExact(parseJson(expected), parseJson(received))).toBe(equal)
  })
})

describe('leafScores', () => {
  const scores = (received: string, expected: string) => leafScores(parseJson(received), parseJson(expected))

  it('counts leaves by path, an empty container being one', () => {
    expect(scores('{"a": 1, "b": {"c": 2, "x": 3}}', '{"a": 1, "b": {"c": 9, "d": []}}')).toEqual({
      f1: 1 / 3,
      precision: 1 / 3,
      recall: 1 / 3,
      fields: { correct: 1, received: 3, expected: 3 },
    })
    expect(scores('{"a": 1}', '{"a": 1, "b": [2, 3, {}]}')).toEqual({
      f1: 2 / 5,
      precision: 1,
      recall: 1 / 4,
      fields: { correct: 1, received: 1, expected: 4 },
    })
    expect(scores('{"a": 1, "b": [2, 3, {}]}', '{"a": 1}')).toEqual({
      f1: 2 / 5,
      precision: 1 / 4,
      recall: 1,
      fields: { correct: 1, received: 4, expected: 1 },
    })
    expect(scores('{}', '{}').f1).toBe(1)
    expect(scores('{}', '[]').f1).toBe(0)
    expect(scores('{"a": 1}', '{}').f1).toBe(0)
  })

  it.each([
    ['{"a": {"b": 1}}', '{"a.b": 1}'],
    ['{"a": [1]}', '{"a": {"0": 1}}'],
    ['{"a[0]": 1}', '{"a": [1]}'],
    ['{"": {"": 1}}', '{"": 1}'],
  ])('never takes one path for another: %s and %s', (received, expected) => {
    expect(scores(received, expected).f1).toBe(0)
  })

  it('is 1 exactly for an exact answer, and symmetric', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(relatedValues, ([a, b]) => {
        const { f1, precision, recall, fields } = leafScores(a, b)
        const { correct, received, expected } = fields
        expect(f1 === 1).toBe(jsonExact(a, b))
        expect(leafScores(b, a)).toEqual({
          f1,
          precision: recall,
          recall: precision,
          fields: { correct, received: expected, expected: received },
        })
        for (const rate of [f1, precision, recall]) expect(rate >= 0 && rate <= 1).toBe(true)
        const mean = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
        expect(f1).toBeCloseTo(mean, 12)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is what counting pairs of written-down paths gives', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(relatedValues, ([a, b]) => {
        const left = writeLeaves(a)
        const right = writeLeaves(b)
        const common = left.filter(([path, leaf]) =>
          right.some(([other, value]) => other === path && jsonExact(leaf, value)),
        )
        expect(leafScores(a, b).precision).toBe(common.length / left.length)
        expect(countLeaves(a)).toBe(left.length)
      }),
    )
  })
})

function writeLeaves(value: JsonValue, path: readonly unknown[] = []): [string, JsonValue][] {
  if (typeof value === 'object' && value !== null) {
    const leaves = Array.isArray(value)
      ? value.flatMap((item, index) => writeLeaves(item, [...path, index]))
      : Object.entries(value).flatMap(([key, member]) => writeLeaves(member, [...path, key]))
    if (leaves.length > 0) return leaves
  }
  return [[JSON.stringify(path), value]]
}

it('reads values that a structured clone gave other prototypes', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      expect(jsonExact(value, structuredClone(value))).toBe(true)
    }),
  )
})
