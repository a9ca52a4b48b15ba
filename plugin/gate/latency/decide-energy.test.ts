import { describe, expect, test } from 'vitest'
import type { EnergyRecord } from '../../records/energy.ts'
import type { LatencyBaseline } from '../../records/latency-baseline.ts'
import { latencyInput, measured } from '../test-support/latency.ts'
import { casesOf, runOf } from '../test-support/run.ts'
import { decideLatency, type LatencyInput } from './decide.ts'
import { decideEnergy } from './decide-energy.ts'
import { latencyBaselineOf } from './from-run.ts'

const SETTINGS = { probe: 'rapl', idle: 30, margin: 0.1, fail: false }

/** Joules of the sample of `measured`, `factor` times as many. */
function energies(factor = 1, change: Partial<EnergyRecord> = {}): EnergyRecord {
  return {
    status: 'measured',
    reason: null,
    probe: 'rapl',
    scope: '1 CPU package',
    idleSeconds: 30,
    idleWatts: 3,
    examples: measured().timings.map(({ id, prompt, tokensOut }, index) => ({
      id,
      prompt,
      tokensOut,
      joules: factor * (5 + index / 10),
      seconds: 0.3,
    })),
    ...change,
  }
}

const baseline = latencyBaselineOf(latencyInput().run, 'pi5-lab', measured(), energies())

function decide(
  record: EnergyRecord | undefined,
  overrides: Partial<LatencyInput> = {},
  settings: Partial<typeof SETTINGS> = {},
) {
  const input = latencyInput({ baseline, energy: record, ...overrides })
  const decision = decideLatency(input)
  return decideEnergy({ record, settings: { ...SETTINGS, ...settings }, latency: { input, decision } })
}

describe('decideEnergy', () => {
  test.each([
    [1, 'stable'],
    [1.09, 'stable'],
    [1.3, 'more'],
    [0.5, 'less'],
  ])('joules that are %f of the baseline: %s, and a warning at most', (factor, state) => {
    const verdict = decide(energies(factor))
    expect(verdict).toMatchObject({ state, exitCode: 0 })
    expect(verdict.ratios.map(({ figure, judged }) => [figure, judged])).toEqual([
      ['perToken', true],
      ['perExample', false],
    ])
  })

  test('more fails only with fail', () => {
    expect(decide(energies(2), {}, { fail: true })).toMatchObject({ state: 'more', exitCode: 1 })
    expect(decide(energies(2)).reason).toMatch(/^J\/token ×2\.00 \(95 %: /)
    expect(decide(energies(2)).notes.join(' ')).toContain('energy.fail is false')
  })

  test('longer completions cost more for an example, not for a token', () => {
    const { examples } = energies()
    const longer = examples.map((each) => ({ ...each, tokensOut: 42, joules: 2 * each.joules }))
    const record = measured()
    const timings = record.timings.map((each) => ({ ...each, tokensOut: 42 }))
    const verdict = decide(energies(1, { examples: longer }), { record: { ...record, timings } })
    expect(verdict.state).toBe('stable')
    expect(verdict.ratios.map(({ ratio }) => Math.round(ratio * 100))).toEqual([100, 200])
  })

  test('the first run and -u write the energies into the latency baseline', () => {
    const first = latencyInput({ energy: energies() })
    const decision = decideLatency(first)
    expect(decision.write).toMatchObject({ energy: { probe: 'rapl', scope: '1 CPU package' } })
    expect(decision.write?.timings[0]?.joules).toBe(5)
    expect(
      decideEnergy({ record: energies(), settings: SETTINGS, latency: { input: first, decision } }).state,
    ).toBe('new')
    const accepted = decide(energies(3), { update: 'all' }, { fail: true })
    expect(accepted).toMatchObject({ state: 'accepted', exitCode: 0 })
    expect(accepted.reason).toContain('×3.00')
  })

  test.each([
    ['without energies', { ...baseline, energy: undefined }, 'it has no energies'],
    [
      'of another probe',
      { ...baseline, energy: { probe: 'pi-pmic', scope: 'x' } },
      'probe "pi-pmic" → "rapl"',
    ],
    ['of another scope', { ...baseline, energy: { probe: 'rapl', scope: '2 CPU packages' } }, 'scope "2 CPU'],
    ['of another machine', { ...baseline, machine: 'pi4' }, 'machine "pi4"'],
  ])('a baseline %s is not comparable', (_, other, reason) => {
    const verdict = decide(energies(), { baseline: other as LatencyBaseline }, { fail: true })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, ratios: [] })
    expect(verdict.reason).toContain(reason)
    expect(verdict.notes.join(' ')).toContain('-u')
  })

  test('a probe that failed is said to have, and fails only with fail', () => {
    const failed = energies(1, { status: 'failed', reason: 'no counter\u001b[31m', examples: [] })
    expect(decide(failed)).toMatchObject({
      state: 'inconclusive',
      exitCode: 0,
      reason: 'no counter\\u001b[31m',
    })
    expect(decide(failed, {}, { fail: true }).exitCode).toBe(2)
    // The baseline of the times is written without joules.
    const { write } = decideLatency(latencyInput({ energy: failed }))
    expect(write).not.toHaveProperty('energy')
    expect(write?.timings[0]).not.toHaveProperty('joules')
  })

  test.each([
    ['skipped', energies(1, { status: 'skipped', reason: 'filtered', examples: [] }), {}, 'filtered'],
    [
      'interrupted',
      undefined,
      {
        run: runOf(casesOf(20, 20), {
          coverage: { planned: 40, ran: 20, complete: false, reason: 'interrupted' },
        }),
      },
      'interrupted',
    ],
    [
      'no label',
      energies(),
      { settings: { ...latencyInput().settings, machine: null } },
      'nothing to compare with',
    ],
  ])('not gated: %s', (_, record, overrides, reason) => {
    const verdict = decide(record, overrides, { fail: true })
    expect(verdict).toMatchObject({ state: 'not_gated', exitCode: 0 })
    expect(verdict.reason).toContain(reason)
  })

  test('without the option latency the joules stand alone', () => {
    const verdict = decideEnergy({ record: energies(), settings: SETTINGS, latency: null })
    expect(verdict).toMatchObject({ state: 'not_gated', exitCode: 0 })
    expect(verdict.reason).toContain('option latency')
  })

  test('CI writes no baseline and compares with none', () => {
    const verdict = decide(energies(), { baseline: null, update: 'none' }, { fail: true })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2 })
  })
})
