import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../records/case.ts'
import type { GateOptions } from '../../records/settings.ts'
import type { Verdict } from '../../records/verdict.ts'
import { nonInferiority } from '../../stats/non-inferiority.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import { card, caseOf, casesOf, FINGERPRINT, flipped, hashOf, runOf } from '../test-support/run.ts'
import { decide } from './decide.ts'
import { planBaseline } from './plan.ts'

const origin = { kind: 'project', project: 'fp32' } as const

function against(
  reference: readonly CaseRecord[],
  candidate: readonly CaseRecord[],
  options: GateOptions = {},
  overrides: Parameters<typeof runOf>[1] = {},
): Verdict {
  const gate = { against: 'fp32', ...options }
  const input = {
    run: runOf(candidate, overrides),
    baseline: baselineFromRun(runOf(reference), null, gate.metric),
    baselinePath: '.edgejson/fp32/report.json',
    update: 'all',
    origin,
    options: gate,
  } as const
  const verdict = decide(input)
  expect(planBaseline(input, verdict).write).toBeNull()
  return verdict
}

const fp32 = casesOf(400, 300)
const ids = (from: number, to: number): string[] => fp32.slice(from, to).map(({ id }) => id)

describe('against another project', () => {
  test('a loss that is shown to be below the margin passes, with the bound', () => {
    const verdict = against(fp32, flipped(fp32, ids(0, 2)))
    expect(verdict).toMatchObject({
      state: 'non_inferior',
      exitCode: 0,
      baseline: { path: '.edgejson/fp32/report.json', origin, exact: 300, examples: 400 },
      nonInferiority: { nonInferior: true, margin: 0.03, alpha: 0.05, loss: 0.005 },
    })
    expect(verdict.reason).toBe(
      'within 3.0 points, the loss is below 1.3 points (95.0 % bound): JSONExact fell from 300 to 298 of 400 (−0.5 points; 2 lost, 0 gained; p = 0.13)',
    )
  })

  test('a loss that chance explains, but that may be larger than the margin, fails: it is not shown', () => {
    const verdict = against(fp32, flipped(fp32, [...ids(0, 12), ...ids(300, 306)]))
    expect(verdict).toMatchObject({ state: 'not_shown', exitCode: 1, nonInferiority: { nonInferior: false } })
    expect(verdict.reason).toMatch(
      /^the loss may be \d\.\d points \(95\.0 % bound\), and the margin is 3\.0 points: JSONExact fell/,
    )
    expect(against(fp32, flipped(fp32, [...ids(0, 12), ...ids(300, 306)]), { margin: 0.1 }).state).toBe(
      'non_inferior',
    )
  })

  test('a significant loss is a regression, and so is a critical example or a schema that fell to none', () => {
    expect(against(fp32, flipped(fp32, ids(0, 40)))).toMatchObject({ state: 'regression', exitCode: 1 })
    const critical = fp32.map((each, index) => ({ ...each, critical: index === 0 }))
    expect(against(critical, flipped(critical, ids(0, 1)))).toMatchObject({
      state: 'regression',
      reason: expect.stringContaining('critical examples lost: "ex-000"'),
    })
  })

  test('few examples show nothing, even if none of them changes: inconclusive, never a pass', () => {
    const few = casesOf(20, 20)
    const verdict = against(few, few)
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2 })
    expect(verdict.reason).toBe(
      '20 examples are too few to show non-inferiority within 3.0 points, even if no example changed; JSONExact stays at 20 of 20',
    )
    expect(against(few, few, { metric: 'fieldF1' }).state).toBe('inconclusive')
    // Gains can show it.
    const poor = casesOf(20, 0)
    expect(
      against(
        poor,
        few.map((each, index) => (index < 15 ? each : (poor[index] ?? each))),
      ).state,
    ).toBe('non_inferior')
    // What is certainly worse is not excused by it.
    const ids = few.map(({ id }) => id)
    expect(against(few, flipped(few, ids.slice(0, 10))).state).toBe('regression')
  })

  test('a mean is tested in its unit by the bootstrap', () => {
    const f1 = (loss: number) => fp32.map((each) => ({ ...each, scores: card(false, 0.8 - loss) }))
    // Significant and above minEffect, and still within the margin.
    expect(against(f1(0), f1(0.025), { metric: 'fieldF1' })).toMatchObject({
      state: 'non_inferior',
      nonInferiority: { nonInferior: true, loss: expect.closeTo(0.025, 9) },
    })
    expect(against(f1(0), f1(0.035), { metric: 'fieldF1' }).state).toBe('regression')
    const mixed = fp32.map((each, index) => ({ ...each, scores: card(false, index % 2 ? 0.79 : 0.81) }))
    const verdict = against(f1(0), mixed, { metric: 'fieldF1' })
    expect(verdict.state).toBe('non_inferior')
    expect(verdict.nonInferiority?.lossUpperBound).toBeCloseTo(0.0008, 3)
  })

  test('other examples, and other settings, are inconclusive', () => {
    const without = fp32.slice(1)
    expect(against(without, fp32).reason).toMatch(/^1 example new against the project fp32; of 399 unchanged/)
    expect(against(fp32, without).reason).toMatch(/^1 example removed against the project fp32/)
    const other = fp32.map((each, index) => (index === 0 ? { ...each, hash: hashOf('other') } : each))
    expect(against(fp32, other)).toMatchObject({ state: 'inconclusive', exitCode: 2 })
    const fingerprint = { ...FINGERPRINT, maxNewTokens: 512 }
    expect(against(fp32, fp32, {}, { fingerprint })).toMatchObject({
      state: 'inconclusive',
      reason: 'not comparable with the project fp32: token limit 2048 → 512',
    })
  })

  test('examples without the metric are inconclusive, not a pass', () => {
    const alone = casesOf(200, 200).map((each) => {
      const { scores, ...rest } = each
      const mode = { parsed: true, schemaCompliance: true }
      return {
        ...rest,
        scores: null,
        compliance: { lenient: mode, strict: mode, official: mode, errorClass: null, violations: [] },
      }
    }) as unknown as CaseRecord[]
    expect(against(alone, alone, { metric: 'jsonExact' })).toMatchObject({
      state: 'inconclusive',
      exitCode: 2,
    })
    expect(against(alone, alone, { metric: 'schemaCompliance' }).state).toBe('non_inferior')
  })

  test('it passes exactly where the bound of the paired interval is below the margin and nothing else forbids it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        fc.double({ min: 0.02, max: 0.2, noNaN: true }),
        (lost, gained, margin) => {
          const verdict = against(fp32, flipped(fp32, [...ids(0, lost), ...ids(300, 300 + gained)]), {
            margin,
          })
          const counts = { bothHit: 300 - lost, lost, gained, bothMiss: 100 - gained }
          const expected = nonInferiority(counts, margin, 0.05)
          expect(verdict.nonInferiority).toEqual(expected)
          if (verdict.state === 'non_inferior') expect(expected?.nonInferior).toBe(true)
          else expect(verdict.exitCode).toBe(1)
          expect(verdict.state === 'non_inferior').toBe(expected?.nonInferior)
          if (verdict.state === 'not_shown') expect(expected?.nonInferior).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('a case without output on one side is left out of the pairs', () => {
  const failed = fp32.map((each, index) => (index === 0 ? caseOf(each.id, null) : each))
  expect(against(fp32, failed, { maxErrors: 1 }).comparison?.pairs).toBe(399)
})
