import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { card, caseOf, scores } from '../gate/test-support/run.ts'
import type { Scores } from '../records/scores.ts'
import { wilsonInterval } from '../stats/wilson.ts'
import { slice } from './slice.ts'

describe('slice', () => {
  test('failed cases are counted apart and are in no rate', () => {
    const figures = slice([caseOf('a', true), caseOf('b', false), caseOf('c', null), caseOf('d', null)])
    expect(figures).toMatchObject({ examples: 4, scored: 2, failed: 2, exact: 1 })
    expect(figures.lenient).toMatchObject({ jsonExact: 0.5, fieldF1: 0.75, schemaCompliance: 0.5, parsed: 1 })
    expect(figures.lenient.jsonExactInterval).toEqual(wilsonInterval(1, 2))
  })

  test('a failed state outranks scores that came along', () => {
    expect(slice([{ state: 'failed', scores: card(true) }])).toMatchObject({ scored: 0, failed: 1, exact: 0 })
  })

  test('nothing scored is not measured, never 0', () => {
    for (const cases of [[], [caseOf('a', null)]]) {
      expect(slice(cases).strict).toEqual({
        jsonExact: null,
        jsonExactInterval: null,
        fieldF1: null,
        fieldF1Interval: null,
        fieldF1Micro: null,
        precision: null,
        recall: null,
        schemaCompliance: null,
        schemaComplianceInterval: null,
        parsed: null,
      })
    }
  })

  test('compliance is over the answers that have a schema', () => {
    const none = { ...scores(true), schemaCompliance: null }
    const free = { ...card(true), strict: none, lenient: none, official: none }
    const figures = slice([caseOf('a', true, { scores: free }), caseOf('b', true), caseOf('c', false)])
    expect(figures.lenient.schemaCompliance).toBe(0.5)
    expect(slice([caseOf('a', true, { scores: free })]).lenient.schemaCompliance).toBeNull()
  })

  test('micro FieldF1 pools the fields, macro averages the examples', () => {
    const of = (correct: number, count: number): Scores => ({
      ...scores(correct === count, correct / count),
      fields: { correct, received: count, expected: count },
    })
    const cases = [of(1, 1), of(10, 40)].map((lenient, index) =>
      caseOf(String(index), true, { scores: { ...card(true), lenient } }),
    )
    const { lenient } = slice(cases)
    expect(lenient.fieldF1).toBe((1 + 0.25) / 2)
    expect(lenient.fieldF1Micro).toBe(22 / 82)
  })

  test('keeps the three modes apart, and counts exact in lenient', () => {
    const mixed = { ...card(true), strict: scores(false, 0), official: scores(false, 0.25) }
    const figures = slice([caseOf('a', true, { scores: mixed })])
    expect([figures.strict.jsonExact, figures.lenient.jsonExact, figures.official.jsonExact]).toEqual([
      0, 1, 0,
    ])
    expect([figures.strict.fieldF1, figures.lenient.fieldF1, figures.official.fieldF1]).toEqual([0, 1, 0.25])
    expect(figures.exact).toBe(1)
  })

  test('its rates do not depend on the order, and lie in their intervals', () => {
    const outcomes = fc.array(fc.constantFrom(true, false, null), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(outcomes, (list) => {
        const cases = list.map((exact, index) => caseOf(String(index), exact))
        const figures = slice(cases)
        const { jsonExact, jsonExactInterval, fieldF1, fieldF1Interval } = figures.lenient
        expect(slice([...cases].reverse()).lenient.jsonExact).toBe(jsonExact)
        expect(figures.scored + figures.failed).toBe(list.length)
        if (jsonExact === null || fieldF1 === null) return
        expect(jsonExactInterval?.[0]).toBeLessThanOrEqual(jsonExact)
        expect(jsonExactInterval?.[1]).toBeGreaterThanOrEqual(jsonExact)
        expect(fieldF1Interval?.[0]).toBeLessThanOrEqual(fieldF1 + 1e-12)
        expect(fieldF1Interval?.[1]).toBeGreaterThanOrEqual(fieldF1 - 1e-12)
      }),
      { numRuns: 40 },
    )
  })
})
