import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LatencyVerdict } from '../../records/latency.ts'
import type { MarkOptions } from '../../records/outcome.ts'
import type { Verdict } from '../../records/verdict.ts'
import { inconclusiveVerdict } from '../accuracy/decide.ts'
import { markOf } from './marks.ts'
import { type OutcomeInput, outcomeOf, refuseOtherOutcome } from './outcome.ts'
import { exitText, latencyTone, outcomeTone } from './titles.ts'

const MARKS: MarkOptions = { misses: 'gate', perExample: false, maxErrors: 0 }
const BROKEN: Verdict['thresholds'][number] = {
  metric: 'jsonExact',
  slice: null,
  unit: 'rate',
  direction: 'at least',
  limit: 0.9,
  actual: 0.5,
  broken: true,
}

function verdict(state: Verdict['state'], rest: Partial<Verdict> = {}): Verdict {
  const exitCode = state === 'inconclusive' ? 2 : state === 'regression' ? 1 : 0
  return { ...inconclusiveVerdict(`the reason of ${state}`), state, exitCode, ...rest }
}

const latency = (exitCode: 0 | 1 | 2): LatencyVerdict => ({
  state: exitCode === 2 ? 'inconclusive' : 'slower',
  reason: 'TTFT ×1.30',
  exitCode,
  machine: 'pi5',
  margin: 0.1,
  fail: true,
  baseline: null,
  sample: null,
  ratios: [],
  changed: [],
  notes: [],
})

function outcome(rest: Partial<OutcomeInput> = {}): ReturnType<typeof outcomeOf> {
  return outcomeOf({
    verdict: verdict('stable'),
    marks: MARKS,
    cases: [],
    mustGate: false,
    unwritten: [],
    ...rest,
  })
}

describe('outcomeOf', () => {
  test.each([
    [verdict('stable'), 0, 'pass', 'stable'],
    [verdict('suspect'), 0, 'warning', 'suspect'],
    [verdict('not_gated'), 0, 'not_gated', 'not gated'],
    [verdict('regression'), 1, 'fail', 'regression'],
    [verdict('inconclusive'), 2, 'inconclusive', 'inconclusive'],
    [verdict('stable', { thresholds: [BROKEN] }), 1, 'fail', 'threshold not met'],
  ] as const)('$state', (given, exitCode, state, title) => {
    expect(outcome({ verdict: given })).toMatchObject({ exitCode, state, title })
  })

  test('a latency that fails the run gives the title, and the verdict stays among the notes', () => {
    expect(outcome({ latencyGate: latency(1) })).toEqual({
      exitCode: 1,
      state: 'fail',
      title: 'latency slower',
      reason: 'TTFT ×1.30',
      notes: ['stable: the reason of stable'],
    })
    expect(outcome({ latencyGate: latency(0) }).exitCode).toBe(0)
  })

  test('a file that could not be written is inconclusive, whatever the gate says', () => {
    for (const state of ['stable', 'regression', 'new'] as const) {
      const given = outcome({ verdict: verdict(state), unwritten: ['cannot write report.json: EROFS'] })
      expect(given).toMatchObject({ exitCode: 2, reason: 'cannot write report.json: EROFS' })
      expect(given.notes.join('\n')).toContain(`the reason of ${state}`)
    }
  })

  test('a run that is not gated passes only where that was declared', () => {
    const given = { verdict: verdict('not_gated', { reason: 'not gated: filtered (1 of 20 examples ran)' }) }
    expect(outcome(given)).toMatchObject({ exitCode: 0, reason: 'filtered (1 of 20 examples ran)' })
    expect(outcome({ ...given, mustGate: true })).toMatchObject({
      exitCode: 2,
      title: 'not gated',
      reason: expect.stringMatching(/^filtered \(1 of 20 examples ran\)\. In CI .* gate: false/),
    })
  })

  test('failed tests: misses, and lost examples that were not accepted', () => {
    const cases = [
      { state: 'missed', baseline: 'hit' },
      { state: 'missed', baseline: 'miss' },
      { state: 'passed', baseline: 'hit' },
    ] as const
    expect(outcome({ cases }).exitCode).toBe(0)
    expect(outcome({ cases, marks: { ...MARKS, misses: 'fail' } })).toMatchObject({
      exitCode: 1,
      title: 'misses',
      reason: "2 examples missed, and the option misses is 'fail'",
    })
    const perExample = { ...MARKS, perExample: true }
    expect(outcome({ cases, marks: perExample })).toMatchObject({ exitCode: 1, title: 'examples lost' })
    expect(outcome({ cases, marks: perExample, verdict: verdict('accepted') }).exitCode).toBe(0)
  })

  test('exit code, state and tone agree, and every cause is named', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...(['regression', 'suspect', 'stable', 'inconclusive', 'new', 'not_gated'] as const),
        ),
        fc.constantFrom(undefined, latency(0), latency(1), latency(2)),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (state, latencyGate, broken, mustGate, unwritten) => {
          const given = outcome({
            verdict: verdict(state, { thresholds: broken ? [BROKEN] : [] }),
            ...(latencyGate === undefined ? {} : { latencyGate }),
            mustGate,
            unwritten: unwritten ? ['no report'] : [],
          })
          const { exitCode } = given
          const two = state === 'inconclusive' || unwritten || latencyGate?.exitCode === 2
          const one = state === 'regression' || broken || latencyGate?.exitCode === 1
          expect(exitCode).toBe(two || (state === 'not_gated' && mustGate) ? 2 : one ? 1 : 0)
          expect(outcomeTone(given) === 'bad').toBe(exitCode !== 0)
          expect(exitText(given)).toContain(`exit code ${exitCode}`)
          expect(exitText(given).includes('passes')).toBe(exitCode === 0 && given.state !== 'not_gated')
          const text = [given.reason, ...given.notes].join('\n')
          expect(text).toContain(`the reason of ${state}`)
          if (unwritten) expect(text).toContain('no report')
          if (latencyGate !== undefined && latencyGate.exitCode > 0) expect(text).toContain('TTFT ×1.30')
        },
      ),
    )
  })
})

test.each([
  ['pass', 'good'],
  ['warning', 'warn'],
  ['fail', 'bad'],
  ['inconclusive', 'bad'],
  ['not_gated', 'neutral'],
] as const)('outcomeTone: %s is %s', (state, tone) => {
  expect(outcomeTone({ state })).toBe(tone)
})

test.each([
  ['slower', 1, 'bad'],
  ['inconclusive', 2, 'bad'],
  ['slower', 0, 'warn'],
  ['suspect', 0, 'warn'],
  ['inconclusive', 0, 'warn'],
  ['stable', 0, 'good'],
  ['faster', 0, 'good'],
  ['new', 0, 'neutral'],
  ['accepted', 0, 'neutral'],
  ['not_gated', 0, 'neutral'],
] as const)('latencyTone: %s with exit code %d is %s', (state, exitCode, tone) => {
  expect(latencyTone({ ...latency(exitCode), state })).toBe(tone)
})

test('markOf: an infrastructure error is never a failure, and a tolerated one is skipped', () => {
  const failed = { state: 'failed', baseline: 'hit' } as const
  const strict = { misses: 'fail', perExample: true } as const
  expect(markOf(failed, strict, { accepted: false, tolerated: false })).toBe('error')
  expect(markOf(failed, strict, { accepted: false, tolerated: true })).toBe('skip')
})

describe('refuseOtherOutcome', () => {
  const states = ['regression', 'suspect', 'stable', 'improved', 'inconclusive', 'new', 'not_gated'] as const
  const fault = (recorded: Verdict, shown: ReturnType<typeof outcomeOf>): string | null => {
    const report = { verdict: recorded, outcome: shown, marks: MARKS, cases: [] }
    try {
      refuseOtherOutcome(report, 'x.json')
      return null
    } catch (error) {
      expect(error).toMatchObject({ code: 'BAD_REPORT' })
      return String(error)
    }
  }

  test('the outcome that a run writes is accepted, whatever the verdict', () => {
    for (const state of states) {
      for (const mustGate of [false, true]) {
        for (const unwritten of [[], ['cannot write junit.xml: EROFS']]) {
          const given = verdict(state)
          expect(fault(given, outcome({ verdict: given, mustGate, unwritten }))).toBeNull()
        }
      }
    }
  })

  test('an outcome with another exit code, state or title is refused', () => {
    const shown = outcome({ verdict: verdict('stable') })
    expect(fault(verdict('regression'), shown)).toContain(
      'the outcome of x.json is "stable" (state pass, exit code 0), but "regression" (state fail, exit code 1) follows',
    )
    expect(fault(verdict('stable', { thresholds: [BROKEN] }), shown)).toContain('"threshold not met"')
    expect(fault(verdict('inconclusive'), shown)).toContain('exit code 2')
    expect(fault(verdict('stable'), { ...shown, title: 'improved' })).toContain(
      'the outcome of x.json is "improved"',
    )
  })
})
