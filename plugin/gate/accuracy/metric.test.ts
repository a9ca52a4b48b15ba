import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBaseline, serializeBaseline } from '../../records/baseline.ts'
import type { CaseRecord } from '../../records/case.ts'
import { GATE_METRICS, type GateMetric } from '../../records/gate-metric.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import { card, caseOf, runOf, scores } from '../test-support/run.ts'
import { decide } from './decide.ts'

/** Cases with a FieldF1 each, none of them exact; `official` replaces the scores of that mode. */
const casesWith = (values: readonly number[], official?: readonly boolean[]): CaseRecord[] =>
  values.map((value, at) => {
    const exactness = official?.[at]
    const scored = card(false, value)
    return caseOf(`ex-${String(at).padStart(3, '0')}`, false, {
      scores: exactness === undefined ? scored : { ...scored, official: scores(exactness) },
    })
  })

const decided = (before: CaseRecord[], after: CaseRecord[], metric: GateMetric, stored = metric) =>
  decide({
    run: runOf(after),
    baseline: baselineFromRun(runOf(before), null, stored),
    baselinePath: 'b.jsonl',
    update: 'none',
    options: { metric },
  })

describe('gate.metric', () => {
  const f1s = Array.from({ length: 40 }, (_, at) => 0.5 + (at % 5) / 10)

  test('FieldF1 decides by its mean, with its name, test and minimum detectable effect', () => {
    const worse = f1s.map((value, at) => (at % 2 === 0 ? value - 0.1 - at / 1000 : value))
    const verdict = decided(casesWith(f1s), casesWith(worse), 'fieldF1')
    expect(verdict).toMatchObject({ state: 'regression', exitCode: 1, metric: 'fieldF1' })
    expect(verdict.reason).toMatch(
      /^FieldF1 fell from 0\.700 to 0\.6\d\d over 40 examples \(−0\.0\d\d; 20 lower, 0 higher; p < 0\.001\)$/,
    )
    expect(verdict.mean).toMatchObject({ pairs: 40, fell: 20, rose: 0 })
    expect(verdict.mean?.detectableLoss).toBeGreaterThan(0.02)
    expect(decided(casesWith(f1s), casesWith(worse), 'jsonExact').state).toBe('stable')
    expect(decided(casesWith(worse), casesWith(f1s), 'fieldF1').state).toBe('improved')
  })

  test('a loss below the smallest effect is suspect', () => {
    const worse = f1s.map((value) => value - 0.01)
    const verdict = decided(casesWith(f1s), casesWith(worse), 'fieldF1')
    expect(verdict).toMatchObject({ state: 'suspect', exitCode: 0 })
    expect(verdict.reason).toContain('less than the 0.020 that count')
  })

  test('exact match of a named mode decides from values in the baseline', () => {
    const right = f1s.map(() => true)
    const worse = right.map((_, at) => at > 5)
    const [before, after] = [casesWith(f1s, right), casesWith(f1s, worse)]
    const verdict = decided(before, after, 'official.jsonExact')
    expect(verdict).toMatchObject({ state: 'regression', metric: 'official.jsonExact' })
    expect(verdict.reason).toContain('JSONExact (official) fell from 40 to 34 of 40')
    const baseline = baselineFromRun(runOf(before), null, 'official.jsonExact')
    expect(parseBaseline(serializeBaseline(baseline), 'b.jsonl')).toEqual(baseline)
    expect(decided(before, after, 'official.jsonExact', 'jsonExact')).toMatchObject({
      state: 'inconclusive',
      reason: 'not comparable with the baseline: it has no values of JSONExact (official)',
    })
  })

  test('without the option nothing is stored or named', () => {
    const run = runOf(casesWith(f1s))
    expect(baselineFromRun(run, null, 'fieldF1')).toEqual(baselineFromRun(run))
    expect(decided(casesWith(f1s), casesWith(f1s), 'jsonExact')).not.toHaveProperty('metric')
  })

  test('the same outputs are stable under every metric', () => {
    const value = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...GATE_METRICS.filter((metric) => !metric.startsWith('task.'))),
        (values, metric) => {
          expect(decided(casesWith(values), casesWith(values), metric).state).toBe('stable')
        },
      ),
      { numRuns: 60 },
    )
  })
})
