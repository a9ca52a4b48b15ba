import { describe, expect, test } from 'vitest'
import { signed } from '../../core/format.ts'
import type { Verdict } from '../../records/verdict.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import { card, caseOf, casesOf, completion, FINGERPRINT, flipped, runOf } from '../test-support/run.ts'
import { decide, inconclusiveVerdict } from './decide.ts'
import { planBaseline } from './plan.ts'
import { baseline, before, PATH, verdictOf } from './test-support/verdict.ts'

const ids = (from: number, to: number): string[] => before.slice(from, to).map((item) => item.id)
const changing = (...changed: string[]): Verdict => verdictOf(runOf(flipped(before, changed)))

describe('decide, compared with the baseline', () => {
  test('the same answers: stable, with what this many examples can show', () => {
    const verdict = changing()
    expect(verdict).toMatchObject({
      state: 'stable',
      exitCode: 0,
      reason: 'JSONExact stays at 87 of 158',
      changed: [],
      baseline: { path: PATH, model: 'my-135m', exact: 87, examples: 158 },
    })
    expect(verdict.notes).toEqual([
      '158 examples show a true loss of 3.5 points or more with 80 % probability (assuming no gains).',
    ])
  })

  test('two lost of 158, none gained: suspect, exit 0', () => {
    const verdict = changing(...ids(0, 2))
    expect(verdict).toMatchObject({
      state: 'suspect',
      exitCode: 0,
      reason:
        'JSONExact fell from 87 to 85 of 158 (−1.3 points; 2 lost, 0 gained; p = 0.13): chance explains it',
    })
    expect(verdict.comparison?.lost).toEqual(['ex-000', 'ex-001'])
  })

  test('five lost of 158, none gained: regression, exit 1, the way out', () => {
    const verdict = changing(...ids(0, 5))
    expect(verdict).toMatchObject({
      state: 'regression',
      exitCode: 1,
      reason: 'JSONExact fell from 87 to 82 of 158 (−3.2 points; 5 lost, 0 gained; p = 0.016)',
    })
    expect(verdict.comparison?.lost).toEqual(ids(0, 5))
    expect(verdict.notes[0]).toContain('-u')
  })

  test('as many gained as lost: stable; a few more gained: chance; many: improved', () => {
    expect(changing(...ids(0, 3), ...ids(100, 103))).toMatchObject({
      state: 'stable',
      reason: 'JSONExact stays at 87 of 158 (3 lost, 3 gained)',
    })
    expect(changing(...ids(100, 102))).toMatchObject({ state: 'stable', exitCode: 0 })
    expect(changing(...ids(100, 102)).reason).toContain('rose from 87 to 89 of 158')
    const better = changing(...ids(100, 110))
    expect(better).toMatchObject({ state: 'improved', exitCode: 0 })
    expect(better.notes[0]).toContain('-u')
  })

  test.each(['all', 'new', 'none'] as const)(
    'what the option baseline names decides like the file, is never replaced, and %s changes nothing',
    (update) => {
      const origin = { kind: 'git', ref: 'main', commit: 'c'.repeat(40) } as const
      for (const run of [before, flipped(before, ids(0, 5)), flipped(before, ids(100, 120))].map((cases) =>
        runOf(cases),
      )) {
        const input = { run, baseline, baselinePath: PATH, update, origin }
        const verdict = decide(input)
        expect(planBaseline(input, verdict)).toEqual({ write: null, lines: [] })
        const byFile = verdictOf(run, { update: 'none' })
        expect(verdict).toEqual({
          ...byFile,
          baseline: { ...byFile.baseline, origin },
          notes: verdict.notes,
        })
        expect(verdict.notes.join()).not.toMatch(/with -u and commit the baseline/)
      }
      const without = decide({ run: runOf(before), baseline: null, baselinePath: PATH, update, origin })
      expect(without).toMatchObject({ state: 'inconclusive', exitCode: 2 })
      expect(without.reason).toBe(
        `there is no ${PATH} in git:main (commit cccccccccccc), which the option baseline names`,
      )
    },
  )

  test('a significant loss below minEffect is a suspect', () => {
    const verdict = verdictOf(runOf(flipped(before, ids(0, 5))), { options: { minEffect: 0.05 } })
    expect(verdict.state).toBe('suspect')
    expect(verdict.reason).toContain('less than the 5.0 points that count')
  })

  test('alpha is the user’s', () => {
    expect(verdictOf(runOf(flipped(before, ids(0, 5))), { options: { alpha: 0.01 } }).state).toBe('suspect')
  })

  test('a critical example lost is a regression whatever the rest does', () => {
    const critical = before.map((item, index) => ({ ...item, critical: index === 3 }))
    const verdict = verdictOf(runOf(flipped(critical, ['ex-003', ...ids(100, 120)])))
    expect(verdict).toMatchObject({ state: 'regression', exitCode: 1 })
    expect(verdict.reason).toMatch(/^critical examples lost: "ex-003"; JSONExact rose/)
    const spared = verdictOf(runOf(flipped(critical, ['ex-004'])))
    expect(spared.state).toBe('suspect')
  })

  test.each([
    [3, 0.05, 'regression', 1],
    [2, 0.05, 'suspect', 0],
    [20, 1e-9, 'regression', 1],
  ] as const)('%i exact of as many fell to none, alpha %d: %s', (count, alpha, state, exitCode) => {
    const few = casesOf(count, count).map((each) => ({ ...each, schemaId: null }))
    const verdict = decide({
      run: runOf(
        flipped(
          few,
          few.map(({ id }) => id),
        ),
      ),
      baseline: baselineFromRun(runOf(few)),
      baselinePath: PATH,
      update: 'new',
      options: { alpha },
    })
    expect(verdict).toMatchObject({ state, exitCode })
    if (state === 'regression')
      expect(verdict.reason).toContain(`none of ${count} compared examples is exact, ${count} were`)
  })

  test('a schema that fell from all to none is a regression', () => {
    const mixed = before.map((item, index) => ({ ...item, schemaId: index < 5 ? 'rating' : 'invoice' }))
    const verdict = verdictOf(runOf(flipped(mixed, [...ids(0, 5), ...ids(100, 110)])))
    expect(verdict.state).toBe('regression')
    expect(verdict.reason).toContain('schema "rating" fell from all 5 to none')
  })

  test('with failOn suspect, a loss that is not significant fails a small set', () => {
    const run = runOf(flipped(before, ids(0, 3)))
    expect(verdictOf(run)).toMatchObject({ state: 'suspect', exitCode: 0 })
    const failing = verdictOf(run, { options: { failOn: ['suspect'] } })
    expect(failing).toMatchObject({ state: 'regression', exitCode: 1 })
    expect(failing.reason).toBe(`${verdictOf(run).reason}; gate.failOn lists suspect`)
    expect(verdictOf(runOf(before), { options: { failOn: ['suspect'] } }).state).toBe('stable')
  })

  test('FieldF1 and slices are shown, and fail only when asked to', () => {
    const sloppy = before.map((item, index) =>
      index >= 87 && item.scores ? { ...item, scores: card(false, 0.1) } : item,
    )
    const quiet = verdictOf(runOf(sloppy))
    expect(quiet).toMatchObject({ state: 'stable', exitCode: 0 })
    expect(quiet.fieldF1?.difference).toBeCloseTo(-0.18, 2)
    const loud = verdictOf(runOf(sloppy), { options: { failOn: ['fieldF1'] } })
    expect(loud).toMatchObject({ state: 'regression', exitCode: 1 })
    const [low, high] = loud.fieldF1?.interval ?? []
    expect(low).toBeLessThan(high ?? Number.NaN)
    expect(loud.reason).toContain(
      `FieldF1 fell from 0.775 to 0.596 (95 % interval ${signed(low ?? 0, 3)} to ${signed(high ?? 0, 3)})`,
    )

    const sources = before.map((item, index) => ({ ...item, source: index < 30 ? 'email' : 'official' }))
    const moved = runOf(flipped(sources, [...ids(0, 12), ...ids(100, 112)]))
    expect(verdictOf(moved).state).toBe('stable')
    const sliced = verdictOf(moved, { options: { failOn: ['slices'] } })
    expect(sliced.state).toBe('regression')
    expect(sliced.reason).toContain(
      'source "email" fell from 30 to 18 of 30 (12 lost, 0 gained; p < 0.001 after Holm)',
    )
  })

  test('a slice fails the run only when its loss is both large and significant after Holm', () => {
    const failOn = ['slices'] as const
    const sources = before.map((item, index) => ({ ...item, source: index < 30 ? 'email' : 'official' }))
    const small = runOf(flipped(sources, [...ids(0, 12), ...ids(100, 112)]))
    expect(verdictOf(small, { options: { failOn, minEffect: 0.5 } })).toMatchObject({
      state: 'stable',
      exitCode: 0,
    })
    // Four lost of ten have p = 0.031; sixteen slices of a source make that no evidence.
    const many = before.map((item, index) => ({ ...item, source: `source ${Math.floor(index / 10)}` }))
    const chance = verdictOf(runOf(flipped(many, [...ids(0, 4), ...ids(100, 104)])), { options: { failOn } })
    expect(chance).toMatchObject({ state: 'stable', exitCode: 0 })
    expect(chance.slices.find(({ key }) => key === 'source 0')).toMatchObject({ lost: 4, pWorse: 0.03125 })
  })

  test('says what changed and how many answers are worded differently', () => {
    const run = runOf(before)
    const verdict = verdictOf({ ...run, model: { ...run.model, dtype: 'q4' } })
    expect(verdict.changed).toEqual(['dtype q8 → q4'])
    const reworded = before.map((item, index) =>
      index < 3 ? { ...item, completion: completion({ text: 'other' }) } : item,
    )
    expect(verdictOf(runOf(reworded)).notes.at(-1)).toBe(
      '3 completions differ in text from the baseline, whatever the score.',
    )
  })
})

describe('decide, without a baseline or with -u', () => {
  test('no baseline: a new one, but not in CI', () => {
    for (const update of ['new', 'all'] as const) {
      expect(verdictOf(runOf(before), { baseline: null, update })).toMatchObject({
        state: 'new',
        exitCode: 0,
        reason: 'no baseline yet: this run becomes it (87 of 158 exact, 55.1 %)',
      })
    }
    const ci = verdictOf(runOf(before), { baseline: null, update: 'none' })
    expect(ci).toMatchObject({
      state: 'inconclusive',
      exitCode: 2,
      reason: `there is no baseline at ${PATH}, and CI never writes one`,
    })
    expect(ci.notes[0]).toBe(`Run once outside CI, or with -u, and commit ${PATH}.`)
  })

  test('the rate of a new or accepted baseline is the lenient one', () => {
    const run = runOf(before)
    const { totals } = run
    const apart = {
      ...run,
      totals: {
        ...totals,
        strict: { ...totals.strict, jsonExact: 0.1 },
        official: { ...totals.official, jsonExact: 0.2 },
      },
    }
    expect(verdictOf(apart, { baseline: null }).reason).toContain('(87 of 158 exact, 55.1 %)')
    const other = { ...apart, fingerprint: { ...FINGERPRINT, maxNewTokens: 512 } }
    expect(verdictOf(other, { update: 'all' }).reason).toContain('(87 of 158 exact, 55.1 %)')
  })

  test('-u accepts a loss and still shows it', () => {
    const verdict = verdictOf(runOf(flipped(before, ids(0, 9))), { update: 'all' })
    expect(verdict).toMatchObject({ state: 'accepted', exitCode: 0 })
    expect(verdict.reason).toContain('accepted: JSONExact fell from 87 to 78 of 158')
    expect(verdict.comparison?.lost).toHaveLength(9)
  })

  test('-u accepts what cannot be compared, but never an invalid run', () => {
    const other = runOf(before, { fingerprint: { ...FINGERPRINT, stop: 'eos' } })
    expect(verdictOf(other, { update: 'all' })).toMatchObject({
      state: 'accepted',
      exitCode: 0,
      comparison: null,
      reason:
        'accepted as the new baseline (87 of 158 exact, 55.1 %), not comparable with the baseline: stop criterion json_complete → eos',
    })
    const broken = runOf(before.map((item) => caseOf(item.id, null)))
    expect(verdictOf(broken, { update: 'all' })).toMatchObject({ state: 'inconclusive', exitCode: 2 })
  })
})

describe('decide, with thresholds', () => {
  test('a broken threshold is exit 1 and leaves the state', () => {
    const verdict = verdictOf(runOf(before), {
      thresholds: { jsonExact: 0.6, complexity: { hard: { fieldF1: 0.5 } } },
    })
    expect(verdict).toMatchObject({ state: 'stable', exitCode: 1 })
    expect(verdict.notes.filter((note) => note.startsWith('Threshold'))).toEqual([
      'Threshold not met: jsonExact is 55.1 %, must be at least 60.0 %.',
      'Threshold not met: fieldF1 of complexity hard is not measured, must be at least 0.500.',
    ])
  })

  test('a new or accepted baseline does not excuse it, an invalid run stays 2', () => {
    const thresholds = { jsonExact: 0.6 }
    expect(verdictOf(runOf(before), { thresholds, baseline: null }).exitCode).toBe(1)
    expect(verdictOf(runOf(before), { thresholds, update: 'all' }).exitCode).toBe(1)
    expect(verdictOf(runOf(before), { thresholds, baseline: null, update: 'none' }).exitCode).toBe(2)
  })

  test('a latency ceiling on a replay is said to be unjudged', () => {
    const replayed = before.map((item) => ({ ...item, completion: completion({ replayed: true }) }))
    const verdict = verdictOf(runOf(replayed), { thresholds: { latency: { p95: 1 } } })
    expect(verdict.exitCode).toBe(0)
    expect(verdict.notes).toContain(
      'Threshold not judged: latency p95, at most 1.00 ms: the completions were replayed, no model ran.',
    )
    const live = verdictOf(runOf(before), { thresholds: { latency: { p95: 1 } } })
    expect(live.exitCode).toBe(1)
    expect(live.notes).toContain('Threshold not met: latency p95 is 500 ms, must be at most 1.00 ms.')
  })
})

test('hostile ids reach the verdict’s text only spelt out', () => {
  const hostile = [caseOf('\u001b[2J', true, { critical: true }), ...before]
  const old = baselineFromRun(runOf(hostile))
  const verdict = verdictOf(runOf(flipped(hostile, ['\u001b[2J'])), { baseline: old })
  expect(verdict.reason).toContain('"\\u001b[2J"')
  expect(`${verdict.reason}${verdict.notes.join('')}`).not.toContain('\u001b')
})

test('inconclusiveVerdict says why, exits with 2 and measures nothing', () => {
  expect(inconclusiveVerdict('the engine did not load', ['see above'], { alpha: 0.01 })).toMatchObject({
    state: 'inconclusive',
    reason: 'the engine did not load',
    notes: ['see above'],
    exitCode: 2,
    alpha: 0.01,
    comparison: null,
    baseline: null,
  })
})
