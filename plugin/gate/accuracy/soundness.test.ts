import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../records/case.ts'
import { browserInfo, SOFTWARE } from '../../records/test-support/browser.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import type { GateRun } from '../input.ts'
import { caseOf, FINGERPRINT, flipped, runOf } from '../test-support/run.ts'
import { before, verdictOf } from './test-support/verdict.ts'

const ids = (from: number, to: number): string[] => before.slice(from, to).map((item) => item.id)

describe('decide, when the run or the baseline is no ground for a verdict', () => {
  const failing = (count: number): CaseRecord[] =>
    before.map((item, index) => (index < count ? caseOf(item.id, null) : item))

  test('an engine error is invalid, never a regression', () => {
    const verdict = verdictOf(runOf(failing(40)))
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, comparison: null })
    expect(verdict.reason).toContain('40 of 158 examples have no output to score')
    expect(verdict.notes.join('\n')).toContain('First failure, "ex-000": the engine failed: boom')
  })

  test('an example without scores, or that failed with scores, has no completion to score', () => {
    for (const change of [{ scores: null }, { state: 'failed' }] as const) {
      const cases = before.map((item, index) => (index === 4 ? { ...item, ...change } : item))
      expect(verdictOf(runOf(cases))).toMatchObject({
        state: 'inconclusive',
        exitCode: 2,
        reason: expect.stringMatching(/^1 of 158 examples has no/),
      })
    }
  })

  test('maxErrors lets a few pass: they are left out, and said', () => {
    const verdict = verdictOf(runOf(failing(2)), { options: { maxErrors: 2 } })
    expect(verdict).toMatchObject({ state: 'stable', exitCode: 0 })
    expect(verdict.comparison).toMatchObject({ pairs: 156, referenceExact: 85, candidateExact: 85 })
    expect(verdict.notes.join('\n')).toContain('2 examples without output left out')
    expect(verdict.notes.join('\n')).not.toContain('in wording')
  })

  test('no output at all is invalid even when every error is allowed', () => {
    expect(verdictOf(runOf(failing(158)), { options: { maxErrors: 1000 } })).toMatchObject({
      state: 'inconclusive',
      reason: 'no output was scored',
    })
  })

  test.each(['filtered', 'limited', 'sharded'])('a run that is %s is not gated', (reason) => {
    const part = before.slice(0, 5)
    const coverage = { planned: 158, ran: 5, complete: false, reason }
    for (const update of ['new', 'all', 'none'] as const) {
      const run = runOf(flipped(part, ids(0, 5)), { coverage })
      expect(verdictOf(run, { update, thresholds: { jsonExact: 0.9 } })).toMatchObject({
        state: 'not_gated',
        exitCode: 0,
        reason: `not gated: ${reason} (5 of 158 examples ran)`,
        thresholds: [],
      })
    }
  })

  test('a filter that matched nothing is not gated; a run that lost its examples is invalid', () => {
    const filtered = { planned: 158, ran: 0, complete: false, reason: 'filtered' }
    expect(verdictOf(runOf([], { coverage: filtered })).state).toBe('not_gated')
    const cases: [GateRun['coverage'], string][] = [
      [{ planned: 158, ran: 0, complete: true, reason: null }, 'no example ran'],
      [{ planned: 0, ran: 0, complete: true, reason: null }, 'no example ran'],
      [{ planned: 158, ran: 150, complete: true, reason: null }, '8 of 158 examples did not run'],
      [{ planned: 158, ran: 150, complete: false, reason: null }, '8 of 158 examples did not run'],
      [
        { planned: 158, ran: 150, complete: false, reason: 'interrupted' },
        '8 of 158 examples did not run, the run was interrupted',
      ],
    ]
    for (const [coverage, reason] of cases) {
      const run = runOf(before.slice(0, coverage.ran), { coverage })
      expect(verdictOf(run)).toMatchObject({ state: 'inconclusive', exitCode: 2, reason })
    }
  })

  test('WebGPU in software is invalid unless it is requested, in a part of a run, too', () => {
    const adapter = { ...SOFTWARE, vendor: 'evil\u001b[2J' }
    const on = (softwareAdapter: boolean): GateRun['model'] => ({
      ...runOf(before).model,
      browser: browserInfo({ adapter, softwareAdapter }),
    })
    const coverage = { planned: 158, ran: 5, complete: false, reason: 'limited' }
    for (const run of [runOf(before), runOf(before.slice(0, 5), { coverage })]) {
      expect(verdictOf({ ...run, model: on(false) })).toMatchObject({
        state: 'inconclusive',
        invalid: true,
        exitCode: 2,
        reason: 'WebGPU fell back to software (evil\\u001b[2J swiftshader, software, no f16)',
        notes: [expect.stringContaining('engine.softwareAdapter')],
      })
      expect(verdictOf({ ...run, model: on(true) }).state).toBe(verdictOf(run).state)
    }
  })

  test('errors make even a part of a run invalid', () => {
    const coverage = { planned: 158, ran: 5, complete: false, reason: 'limited' }
    expect(verdictOf(runOf(failing(5).slice(0, 5), { coverage }))).toMatchObject({
      state: 'inconclusive',
      exitCode: 2,
    })
  })

  test('two cases of one id are invalid', () => {
    const twice = [...before.slice(1), before[1] ?? caseOf('x', true)]
    expect(verdictOf(runOf(twice)).reason).toBe('two cases have the id "ex-001"')
  })

  test('another token limit is not comparable, with the way out', () => {
    const verdict = verdictOf(runOf(before, { fingerprint: { ...FINGERPRINT, maxNewTokens: 512 } }))
    expect(verdict).toMatchObject({
      state: 'inconclusive',
      exitCode: 2,
      reason: 'not comparable with the baseline: token limit 2048 → 512',
      comparison: null,
      baseline: { exact: 87 },
    })
    expect(verdict.notes[0]).toContain('-u')
  })

  test('a baseline without answers has nothing to compare with', () => {
    const mute = baselineFromRun(runOf(failing(158)))
    expect(verdictOf(runOf(before), { baseline: mute })).toMatchObject({
      state: 'inconclusive',
      reason: 'no example has a result both in the baseline and in this run',
    })
  })
})
