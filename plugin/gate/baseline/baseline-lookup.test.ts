import { expect, test } from 'vitest'
import { caseOf, hashOf, runOf } from '../test-support/run.ts'
import { baselineFromRun } from './from-run.ts'
import { baselineLookup } from './match-examples.ts'

const cases = [caseOf('hit', true), caseOf('miss', false), caseOf('failed', null), caseOf('line-4', false)]
const state = baselineLookup(baselineFromRun(runOf(cases)))

test('tells hit, miss and new apart, and knows nothing without a baseline', () => {
  const states = ['hit', 'miss', 'failed', 'other', '__proto__'].map((id) =>
    state({ id, line: 1, hash: hashOf(id) }),
  )
  expect(states).toEqual(['hit', 'miss', 'new', 'new', 'new'])
  expect(baselineLookup(null)({ id: 'hit', line: 1, hash: hashOf('hit') })).toBeNull()
})

test('an example with another prompt, expected value or other rules is a new one; its schema does not matter', () => {
  for (const part of [{ prompt: 'x' }, { expected: 'x' }, { rules: 'x' }]) {
    expect(state({ id: 'hit', line: 1, hash: hashOf('hit', part) })).toBe('new')
  }
  expect(state({ id: 'hit', line: 1, hash: hashOf('hit', { schema: 'x' }) })).toBe('hit')
  expect(state({ id: 'hit', line: 1, hash: null })).toBe('new')
})

test('an id made of a line number follows its example to another line', () => {
  const hash = hashOf('line-4')
  expect(state({ id: 'line-5', line: 5, hash })).toBe('miss')
  expect(state({ id: 'line-5', line: 6, hash })).toBe('new')
  expect(state({ id: 'row-5', line: 5, hash })).toBe('new')
})
