import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../records/case.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import { caseOf, casesOf, FINGERPRINT, flipped, hashOf, runOf } from '../test-support/run.ts'
import { acceptChanges } from './accept-changes.ts'
import { decide } from './decide.ts'

const before = casesOf(60, 40)
const baseline = baselineFromRun(runOf(before))

const verdictOf = (cases: readonly CaseRecord[], against = baseline) =>
  decide({ run: runOf(cases), baseline: against, baselinePath: 'b.jsonl', update: 'none' })

/** The dataset after some edits: one example changed, one renamed, one removed, one new. */
function editedDataset(cases: readonly CaseRecord[]): CaseRecord[] {
  const [removed, changed, renamed, ...rest] = cases
  if (removed === undefined || changed === undefined || renamed === undefined) return []
  return [
    caseOf(changed.id, false, { hash: hashOf(changed.id, { expected: 'edited' }) }),
    { ...renamed, id: 'renamed' },
    ...rest,
    caseOf('new', true),
  ]
}

describe('acceptChanges', () => {
  test('takes what changed in the dataset and keeps every other result', () => {
    const run = runOf(editedDataset(before))
    const { baseline: next, lines } = acceptChanges(run, baseline)
    expect(lines).toEqual([
      'Changed (1): ex-001 (expected value).',
      'Renamed (1): "ex-002" is now "renamed".',
      'Removed (1): "ex-000".',
      'New, not in the baseline (1): "new".',
    ])
    expect(next.totals).toMatchObject({ exact: 39, scored: 60 })
    expect(next.entries.find(({ id }) => id === 'renamed')).toMatchObject({
      exact: true,
      hash: hashOf('ex-002'),
    })
    expect(verdictOf([...run.cases], next)).toMatchObject({ state: 'stable', exitCode: 0 })
    expect(acceptChanges(run, next).lines).toEqual([])
  })

  test('of an example with another schema, compliance is taken, also that of a named mode', () => {
    for (const metric of ['schemaCompliance', 'strict.schemaCompliance'] as const) {
      const stored = baselineFromRun(runOf(before), null, metric)
      const now = before.map((each, at) =>
        at === 0 ? caseOf(each.id, false, { hash: hashOf(each.id, { schema: 'stricter' }) }) : each,
      )
      const gate = (against: typeof stored) =>
        decide({
          run: runOf(now),
          baseline: against,
          baselinePath: 'b.jsonl',
          update: 'none',
          options: { metric },
        })
      expect(gate(stored).reason).toMatch(/^1 example changed since the baseline/)
      const { baseline: next, lines } = acceptChanges(runOf(now), stored)
      expect(lines).toEqual(['JSON Schema changed (1): "ex-000".'])
      expect(next.entries[0]).toMatchObject({ exact: true, compliant: false })
      expect(gate(next)).toMatchObject({ state: 'stable', comparison: { pairs: 60, lost: [] } })
    }
  })

  test('never accepts a loss of an unchanged or renamed example', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 12 }), (lost) => {
        const cases = editedDataset(
          flipped(
            before,
            lost.map((at) => before[at]?.id ?? ''),
          ),
        )
        const { baseline: next } = acceptChanges(runOf(cases), baseline)
        const [now, then] = [verdictOf(cases), verdictOf(cases, next)]
        const kept = (now.comparison?.lost ?? []).concat(lost.includes(2) ? ['renamed'] : [])
        expect([...(then.comparison?.lost ?? [])].sort()).toEqual(kept.sort())
        if (now.examples?.verdict === 'regression') expect(then.exitCode).toBe(1)
      }),
      { numRuns: 40 },
    )
  })

  test('of an example whose schema alone changed, takes compliance alone', () => {
    const cases = before.map((item, index) =>
      index === 0 ? caseOf(item.id, false, { hash: hashOf(item.id, { schema: 'other' }) }) : item,
    )
    const { baseline: next, lines } = acceptChanges(runOf(cases), baseline)
    expect(lines).toEqual(['JSON Schema changed (1): "ex-000".'])
    expect(next.entries[0]).toMatchObject({ exact: true, compliant: false, hash: { schema: 'other' } })
  })

  test('takes over that an example is no longer critical', () => {
    const tagged = baselineFromRun(runOf(before.map((item) => ({ ...item, critical: true }))))
    const { baseline: next, lines } = acceptChanges(runOf(before), tagged)
    expect(lines[0]).toMatch(/^No longer tagged critical/)
    expect(next.entries.some(({ critical }) => critical)).toBe(false)
  })

  test('refuses a run that covers a part, ran with other settings, or has no result for a changed example', () => {
    const coverage = { planned: 60, ran: 5, complete: false, reason: 'filtered' }
    const refusal = (run: ReturnType<typeof runOf>) => () => acceptChanges(run, baseline)
    expect(refusal(runOf(before.slice(0, 5), { coverage }))).toThrow(/filtered \(5 of 60 examples ran\)/)
    const fingerprint = { ...FINGERPRINT, maxNewTokens: 5 }
    expect(refusal(runOf(before, { fingerprint }))).toThrow(/token limit 2048 → 5.*-u/)
    expect(refusal(runOf([...before, caseOf('new', null)]))).toThrow(/there is no result of "new"/)
  })
})
