import { describe, expect, test } from 'vitest'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import type { Completion } from '../../plugin/records/completion.ts'
import { baselineOf, collected, report, typicalFate } from '../test-support/benchmark.ts'

const run = collected({ examples: 40, fate: typicalFate })

describe('the verdict', () => {
  test("is the gate's, on the figures of the report", () => {
    const each = report(run, { baseline: baselineOf(run) })
    expect(each.verdict).toMatchObject({ state: 'stable', exitCode: 0, comparison: { pairs: 40 } })
    expect(each.totals).toMatchObject({ examples: 40, scored: 40, failed: 0 })
    expect(Object.keys(each.byComplexity).sort()).toEqual(['complex', 'medium', 'simple'])
  })

  test('is invalid where results are missing, with the first reason and the others as notes', () => {
    const failures = ['[vitest-edgejson] 1 of 3 shards is missing', 'a hook failed']
    const { verdict } = report({ ...run, failures }, { baseline: baselineOf(run) })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, reason: '1 of 3 shards is missing' })
    expect(verdict.notes).toContain('a hook failed')
  })

  test('has its reason and notes on one line where a failure has several', () => {
    const failures = ['no model:\n  a  first\n  b  second', 'a hook failed\nlater']
    const { verdict } = report({ ...run, failures }, { baseline: baselineOf(run) })
    expect(verdict.reason).toBe('no model: a: first; b: second')
    expect(verdict.notes).toContain('a hook failed; later')
  })

  test('is invalid where the baseline cannot be read, in the words of the error', () => {
    const baseline = new EdgejsonError('BAD_BASELINE', 'evals/test.baseline.jsonl:3 is not JSON')
    expect(report(run, { baseline }).verdict).toMatchObject({
      state: 'inconclusive',
      reason: 'evals/test.baseline.jsonl:3 is not JSON',
    })
  })

  test('of a part of the dataset is "not gated", also where the baseline cannot be read', () => {
    const coverage = { planned: 158, ran: 40, complete: false, reason: 'filtered' }
    const baseline = new EdgejsonError('BAD_BASELINE', 'evals/test.baseline.jsonl:3 is not JSON')
    const said = report({ ...run, coverage }, { baseline })
    expect(said.verdict).toMatchObject({ state: 'not_gated', exitCode: 0 })
    expect(said.verdict).toEqual(report({ ...run, coverage }, { baseline: baselineOf(run) }).verdict)
  })

  test('is invalid where drafts of a cut reasoning block may be scored', () => {
    const thinking = (more: (line: number) => Partial<Completion>) =>
      collected({
        examples: 40,
        change: (record) => ({
          completion: record.completion && { ...record.completion, ...more(record.line) },
        }),
      })
    const ended = { text: 'so {"a": 9} </think> {"a": 1}', finishReason: 'stop' } as const
    const cut = { text: '{"a": 1}, or', finishReason: 'length' } as const
    const mixed = thinking((line) => (line < 39 ? ended : cut))
    expect(report(mixed).verdict).toMatchObject({
      state: 'inconclusive',
      exitCode: 2,
      reason: expect.stringContaining('opened: true'),
    })
    const others = [
      thinking((line) => (line < 5 ? ended : line < 39 ? { text: '{}', finishReason: 'stop' } : cut)),
      thinking((line) => (line < 39 ? ended : { ...cut, reasoningOpened: '<think>' })),
      thinking((line) => (line < 39 ? { ...ended, text: `<think>${ended.text}` } : cut)),
    ]
    for (const each of others) expect(report(each, { baseline: baselineOf(run) }).verdict.exitCode).toBe(0)
    const declared = { ...mixed.meta.fingerprint, reasoning: '["<think>","</think>","opened"]' }
    const clear = { ...mixed, meta: { ...mixed.meta, fingerprint: declared } }
    expect(report(clear).verdict.reason).not.toContain('opened: true')
  })

  test('has the notes of the run', () => {
    const noted = { ...run, meta: { ...run.meta, notes: ['a half-written answer was dropped'] } }
    expect(report(noted).verdict.notes).toContain('a half-written answer was dropped')
    expect(report({ ...noted, failures: ['x'] }).verdict.notes).toContain('a half-written answer was dropped')
  })
})

test('a run without a model has a report all the same', () => {
  const lost = collected({ examples: 0, meta: { model: null, failure: 'there is no model' } })
  const each = report({ ...lost, failures: ['there is no model'] })
  expect(each).toMatchObject({
    model: { id: 'unknown model', sha256: null },
    totals: { scored: 0, lenient: { jsonExact: null } },
    verdict: { state: 'inconclusive', reason: 'there is no model' },
  })
})
