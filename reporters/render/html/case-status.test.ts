import { describe, expect, test } from 'vitest'
import type { BaselineState, CaseRecord } from '../../../plugin/records/case.ts'
import { missedScores } from '../../test-support/modules.ts'
import { caseStatus } from './case-status.ts'

const exact = { ...missedScores, lenient: { ...missedScores.lenient, jsonExact: true } }

function statusOf(state: CaseRecord['state'], scores: CaseRecord['scores'], baseline: BaselineState): string {
  return caseStatus({ state, scores, baseline })
}

describe('caseStatus', () => {
  test.each([
    ['passed', 'hit', 'passed'],
    ['passed', 'miss', 'gained'],
    ['passed', 'new', 'passed'],
    ['passed', null, 'passed'],
    // A custom assertion refused what the baseline could not do either: that is no win.
    ['missed', 'miss', 'missed'],
  ] as const)('an exact answer that %s against %s is %s', (state, baseline, status) => {
    expect(statusOf(state, exact, baseline)).toBe(status)
  })

  test.each([
    ['hit', 'lost'],
    ['miss', 'known'],
    ['new', 'missed'],
    [null, 'missed'],
  ] as const)('a miss against %s is %s', (baseline, status) => {
    expect(statusOf('missed', missedScores, baseline)).toBe(status)
    // An assertion that is content with less does not change what the figures count.
    expect(statusOf('passed', missedScores, baseline)).toBe(status)
  })

  test('without scores nothing was judged', () => {
    expect(statusOf('failed', null, 'hit')).toBe('failed')
  })
})
