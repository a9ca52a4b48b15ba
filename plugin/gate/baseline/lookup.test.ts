import { expect, test } from 'vitest'
import { caseOf, runOf } from '../test-support/run.ts'
import { baselineFromRun } from './from-run.ts'
import { baselineLookup } from './lookup.ts'

test('baselineLookup tells hit, miss and new apart, and knows nothing without a baseline', () => {
  const cases = [caseOf('hit', true), caseOf('miss', false), caseOf('failed', null)]
  const state = baselineLookup(baselineFromRun(runOf(cases)))
  expect(['hit', 'miss', 'failed', 'other', '__proto__'].map(state)).toEqual([
    'hit',
    'miss',
    'new',
    'new',
    'new',
  ])
  expect(baselineLookup(null)('hit')).toBeNull()
})
