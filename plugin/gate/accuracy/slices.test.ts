import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../records/case.ts'
import type { GateOptions } from '../../records/settings.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import { caseOf, runOf } from '../test-support/run.ts'
import { decide } from './decide.ts'
import { collapsedSchemas, compareSlices } from './slices.ts'

const outcomes = (cases: readonly CaseRecord[]): Map<string, boolean | null> =>
  new Map(cases.map((item) => [item.id, item.scores?.lenient.jsonExact ?? null]))
const group = (schemaId: string | null, count: number, exact: number): CaseRecord[] =>
  Array.from({ length: count }, (_, index) => caseOf(`${schemaId}-${index}`, index < exact, { schemaId }))

describe('compareSlices', () => {
  test('counts per slice and adjusts over all of them', () => {
    const before = [...group('a', 10, 10), ...group('b', 10, 5), ...group(null, 3, 1)]
    const after = [...group('a', 10, 4), ...group('b', 10, 6), ...group(null, 3, 1)]
    const slices = compareSlices(before, outcomes(before), outcomes(after))
    expect(slices.map(({ dimension, key }) => `${dimension} ${key}`)).toEqual([
      'schema a',
      'schema b',
      'schema unknown',
    ])
    const [a, b] = slices
    expect(a).toMatchObject({ pairs: 10, referenceExact: 10, candidateExact: 4, lost: 6, gained: 0 })
    expect(a?.pWorse).toBeCloseTo(0.0078125, 14)
    expect(a?.pWorseHolm).toBeCloseTo(3 * 0.0078125, 14)
    expect(b).toMatchObject({ lost: 0, gained: 1, pWorse: 0.75, pWorseHolm: 1 })
  })

  test('a dimension of one value is the whole and is left out', () => {
    const cases = group('a', 4, 2)
    expect(compareSlices(cases, outcomes(cases), outcomes(cases))).toEqual([])
  })

  test('hostile schema names are names', () => {
    const cases = [...group('__proto__', 2, 1), ...group('constructor', 2, 1)]
    const slices = compareSlices(cases, outcomes(cases), outcomes(cases))
    expect(slices.map((slice) => slice.key)).toEqual(['__proto__', 'constructor'])
  })
})

describe('collapsedSchemas', () => {
  const find = (before: CaseRecord[], after: CaseRecord[]): string[] =>
    collapsedSchemas(before, outcomes(before), outcomes(after)).map(({ schemaId }) => schemaId)

  test('all of at least five to none', () => {
    expect(find(group('a', 5, 5), group('a', 5, 0))).toEqual(['a'])
    expect(find(group('a', 4, 4), group('a', 4, 0))).toEqual([])
    expect(find(group('a', 9, 8), group('a', 9, 0))).toEqual([])
    expect(find(group('a', 9, 9), group('a', 9, 1))).toEqual([])
  })

  test('examples without a schema are no schema', () => {
    expect(find(group(null, 6, 6), group(null, 6, 0))).toEqual([])
    expect(find(group('unknown', 6, 6), group('unknown', 6, 0))).toEqual(['unknown'])
  })
})

describe('gate.tracked', () => {
  const before = [...group('a', 10, 10), ...group('b', 40, 40)]
  const after = [...group('a', 10, 0), ...group('b', 40, 40)]
  const decided = (options: GateOptions) =>
    decide({
      run: runOf(after),
      baseline: baselineFromRun(runOf(before)),
      baselinePath: 'b.jsonl',
      update: 'none',
      // The loss of the whole set alone is not large enough.
      options: { minEffect: 0.5, ...options },
    })

  test('a tracked slice is tested and shown, and never fails the run', () => {
    expect(decided({ failOn: ['slices'] }).state).toBe('regression')
    expect(decided({}).reason).toContain('schema "a" fell from all 10 to none')
    const verdict = decided({ failOn: ['slices'], tracked: { schema: ['a'] } })
    expect(verdict).toMatchObject({ state: 'suspect', exitCode: 0 })
    expect(verdict.slices.filter(({ tracked }) => tracked).map(({ key }) => key)).toEqual(['a'])
    expect(verdict.notes).toContain(
      'Tracked: schema "a" 10 → 0 of 10 (10 lost, 0 gained; p < 0.001 after Holm); it decides nothing.',
    )
  })

  test('another slice still fails it', () => {
    expect(decided({ failOn: ['slices'], tracked: { schema: ['b'] } }).state).toBe('regression')
  })
})
