import { describe, expect, it } from 'vitest'
import { readWholeJson } from '../core/json/parse.ts'
import { officialScores } from './official-scores.ts'

function pythonJson(text: string) {
  const result = readWholeJson(text, { nonFinite: true })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

describe('officialScores', () => {
  // output, expected, exact, FieldF1, compliance: as CPython 3.11 has them.
  it.each<[string, string, boolean, number, boolean]>([
    ['{"a": 1}', '{"a": true}', true, 1, false],
    ['{"a": 1.0}', '{"a": 1}', true, 1, true],
    ['{"a": [true]}', '{"a": [1.0]}', true, 1, true],
    ['{"a": 9007199254740993}', '{"a": 9007199254740992.0}', false, 0, true],
    ['{"a": 10000000000000000000000}', '{"a": 1e22}', true, 1, true],
    ['{"a": NaN}', '{"a": NaN}', true, 0, true],
    ['{"a": [NaN]}', '{"a": [NaN]}', true, 1, true],
    ['{"a": -0.0}', '{"a": 0}', true, 1, true],
    ['{"a": "1"}', '{"a": 1}', false, 0, false],
    ['{"a": null}', '{"a": 0}', false, 0, false],
    ['{"a": 1, "b": 2, "c": 3}', '{"a": 1, "b": 2}', false, 0.8, true],
    ['{"a": 1}', '{"a": 1, "b": 2}', false, 2 / 3, false],
    ['{}', '{}', true, 1, false],
    ['[]', '{}', false, 1, false],
    ['0', '{}', false, 1, false],
    ['{"a": 1}', '{}', false, 0, true],
    ['[1]', '{"a": 1}', false, 0, false],
    ['{"__proto__": 1}', '{"__proto__": 1}', true, 1, true],
    ['{"a": 1}', '{"toString": 1}', false, 0, false],
  ])('scores %s against %s', (output, expected, jsonExact, fieldF1, schemaCompliance) => {
    expect(officialScores(output, pythonJson(expected))).toMatchObject({
      parsed: true,
      jsonExact,
      fieldF1,
      schemaCompliance,
    })
  })

  it('gives zeros where there is nothing', () => {
    const fields = { correct: 0, received: 0, expected: 0 }
    const nothing = { jsonExact: false, fieldF1: 0, precision: 0, recall: 0, fields, schemaCompliance: false }
    expect(officialScores('', {})).toEqual({ parsed: false, ...nothing })
    expect(officialScores('null', null)).toEqual({ parsed: false, ...nothing })
  })
})
