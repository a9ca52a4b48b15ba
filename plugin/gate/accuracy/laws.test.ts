import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baselineFromRun } from '../baseline/from-run.ts'
import type { GateInput } from '../input.ts'
import { caseOf, runOf } from '../test-support/run.ts'
import { decide } from './decide.ts'
import { planBaseline } from './plan.ts'

const outcome = fc.constantFrom(true, false, null)
const item = fc.record({
  before: outcome,
  after: outcome,
  critical: fc.boolean(),
  schemaId: fc.constantFrom('a', 'b', null),
})
const scenario = fc.record({
  items: fc.array(item, { minLength: 1, maxLength: 40 }),
  update: fc.constantFrom('all', 'new', 'none'),
  hasBaseline: fc.boolean(),
  reason: fc.constantFrom(null, null, 'filtered', 'interrupted'),
  maxErrors: fc.constantFrom(0, 5, 100),
  floor: fc.constantFrom(undefined, 0, 0.5),
})

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

function inputOf(value: Scenario): GateInput {
  const { items, update, hasBaseline, reason, maxErrors, floor } = value
  const side = (key: 'before' | 'after') =>
    items.map((each, index) =>
      caseOf(String(index), each[key], { critical: each.critical, schemaId: each.schemaId }),
    )
  const count = items.length
  const coverage = {
    planned: reason === null ? count : count + 1,
    ran: count,
    complete: reason === null,
    reason,
  }
  return {
    run: runOf(side('after'), { coverage }),
    baseline: hasBaseline ? baselineFromRun(runOf(side('before'))) : null,
    baselinePath: 'b.jsonl',
    update,
    options: { maxErrors },
    ...(floor === undefined ? {} : { thresholds: { jsonExact: floor } }),
  }
}

describe('decide and planBaseline, for any run', () => {
  test('the exit code follows from state and thresholds', () => {
    fc.assert(
      fc.property(scenario, (value) => {
        const verdict = decide(inputOf(value))
        const broken = verdict.thresholds.some((threshold) => threshold.broken)
        const expected =
          verdict.state === 'inconclusive' ? 2 : verdict.state === 'regression' || broken ? 1 : 0
        expect(verdict.exitCode).toBe(expected)
        expect(verdict.reason).not.toBe('')
      }),
      { numRuns: 60 },
    )
  })

  test('CI and a run that is no ground for a verdict never write', () => {
    fc.assert(
      fc.property(scenario, (value) => {
        const input = inputOf(value)
        const verdict = decide(input)
        const { write } = planBaseline(input, verdict)
        if (value.update === 'none') expect(write).toBeNull()
        if (verdict.state === 'inconclusive' || verdict.state === 'not_gated') expect(write).toBeNull()
        if (value.update === 'new' && value.hasBaseline) expect(write).toBeNull()
        if (verdict.state === 'new') expect(write?.entries).toHaveLength(value.items.length)
      }),
      { numRuns: 60 },
    )
  })

  test('what was just written is stable against itself', () => {
    fc.assert(
      fc.property(scenario, (value) => {
        const input = inputOf({ ...value, reason: null, maxErrors: 100, floor: undefined })
        const { write } = planBaseline(input, decide(input))
        if (write === null) return
        const again = { ...input, baseline: write, update: 'none' as const }
        expect(decide(again)).toMatchObject({ state: 'stable', exitCode: 0, changed: [] })
        expect(
          planBaseline({ ...again, update: 'all' }, decide({ ...again, update: 'all' })).write,
        ).toBeNull()
      }),
      { numRuns: 40 },
    )
  })

  test('an answer that becomes an engine error never adds to the lost', () => {
    fc.assert(
      fc.property(scenario, fc.nat(), (value, at) => {
        const sound: Scenario = { ...value, reason: null, maxErrors: 100, update: 'new', hasBaseline: true }
        const failing: Scenario = {
          ...sound,
          items: value.items.map((each, index) =>
            index === at % value.items.length ? { ...each, after: null } : each,
          ),
        }
        const lost = (v: Scenario): number => decide(inputOf(v)).comparison?.lost.length ?? 0
        expect(lost(failing)).toBeLessThanOrEqual(lost(sound))
      }),
      { numRuns: 40 },
    )
  })
})
