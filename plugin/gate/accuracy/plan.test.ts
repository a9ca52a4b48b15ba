import { describe, expect, test } from 'vitest'
import type { Baseline } from '../../records/baseline.ts'
import type { CaseRecord } from '../../records/case.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import type { GateInput } from '../input.ts'
import { caseOf, casesOf, flipped, runOf } from '../test-support/run.ts'
import { decide } from './decide.ts'
import { type BaselinePlan, planBaseline } from './plan.ts'

const before = casesOf(100, 60)
const first = baselineFromRun(runOf(before))

function plan(cases: readonly CaseRecord[], overrides: Partial<GateInput> = {}): BaselinePlan {
  const input: GateInput = {
    run: runOf(cases),
    baseline: first,
    baselinePath: 'evals/t.jsonl',
    update: 'new',
    ...overrides,
  }
  return planBaseline(input, decide(input))
}

describe('planBaseline', () => {
  test('writes a first baseline, and says to commit it', () => {
    const { write, lines } = plan(before, { baseline: null })
    expect(write).toEqual(first)
    expect(lines).toEqual(['Baseline written to evals/t.jsonl (60 of 100 exact): commit it.'])
  })

  test('writes nothing without -u, whatever the verdict, and nothing in CI', () => {
    const nothing = { write: null, lines: [] }
    expect(plan(before)).toEqual(nothing)
    expect(plan(flipped(before, ['ex-000', 'ex-070']))).toEqual(nothing)
    expect(
      plan(
        flipped(
          before,
          before.slice(0, 20).map((item) => item.id),
        ),
      ),
    ).toEqual(nothing)
    expect(
      plan(
        flipped(
          before,
          before.slice(70, 90).map((item) => item.id),
        ),
      ),
    ).toEqual(nothing)
    const better = before.slice(70, 90).map((item) => item.id)
    expect(plan(flipped(before, better), { update: 'none' })).toEqual(nothing)
    expect(plan(before, { baseline: null, update: 'none' })).toEqual(nothing)
  })

  test('writes nothing for a part of the dataset or an invalid run, even with -u', () => {
    const coverage = { planned: 100, ran: 3, complete: false, reason: 'filtered' }
    const part = runOf(before.slice(0, 3), { coverage })
    const broken = runOf(before.map((item) => caseOf(item.id, null)))
    for (const run of [part, broken]) {
      for (const baseline of [first, null]) {
        expect(plan([], { run, baseline, update: 'all' })).toEqual({ write: null, lines: [] })
      }
    }
  })

  test('-u says what it accepts: ids, the change since the last baseline and since the first', () => {
    const one = plan(flipped(before, ['ex-000', 'ex-001', 'ex-070']), { update: 'all' })
    expect(one.lines).toEqual([
      'Accepted as lost (2): "ex-000", "ex-001".',
      'Accepted as gained (1): "ex-070".',
      'Since the last baseline (my-135m): JSONExact 60.0 % → 59.0 % (−1.0 points).',
      'Baseline written to evals/t.jsonl (59 of 100 exact): commit it.',
    ])
    const two = plan(flipped(before, ['ex-000', 'ex-001', 'ex-002', 'ex-070']), {
      update: 'all',
      baseline: one.write,
    })
    expect(two.lines).toContain('Since the last baseline (my-135m): JSONExact 59.0 % → 58.0 % (−1.0 points).')
    expect(two.lines).toContain(
      'Since the first baseline (my-135m): JSONExact 60.0 % → 58.0 % (−2.0 points).',
    )
    expect(two.write?.first).toEqual(first.first)
  })

  test('-u without a change writes nothing and says so', () => {
    expect(plan(before, { update: 'all' })).toEqual({
      write: null,
      lines: ['The baseline evals/t.jsonl is already equal to this run: nothing to accept.'],
    })
  })

  test('a change of the dataset is reported with the figures that it makes incomparable', () => {
    const sha256 = 'e'.repeat(64)
    const run = runOf(before, {
      dataset: { name: 'test', path: 'test.jsonl', sha256, examples: 100 },
    })
    const { lines, write } = plan([], { run, update: 'all' })
    expect(lines[0]).toBe(
      'Since the last baseline (my-135m, on another version of the dataset): JSONExact 60.0 % → 60.0 % (±0.0 points).',
    )
    expect(write?.first.datasetSha256).toBe(first.dataset.sha256)
  })

  test('warns of a poor baseline', () => {
    const hopeless = plan(casesOf(10, 0), { baseline: null })
    expect(hopeless.write).not.toBeNull()
    expect(hopeless.lines.join('\n')).toContain('Warning: no completion of the new baseline is exact.')
    const gaps = plan([...casesOf(10, 5), caseOf('x', null)], { baseline: null, options: { maxErrors: 1 } })
    expect(gaps.lines.join('\n')).toContain('Warning: 1 example of the new baseline without output')
  })

  test('long lists are cut', () => {
    const many = casesOf(100, 100)
    const old: Baseline = baselineFromRun(runOf(many))
    const { lines } = plan(casesOf(100, 50), { baseline: old, update: 'all' })
    expect(lines[0]).toBe('Warning: this accepts a regression of the model over unchanged examples.')
    expect(lines[1]).toMatch(/^Accepted as lost \(50\): "ex-050".* and 30 more\.$/)
  })
})
