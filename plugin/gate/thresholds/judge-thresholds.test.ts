import { describe, expect, test } from 'vitest'
import { costTally } from '../../aggregation/amounts.ts'
import { tallied } from '../../aggregation/tally.ts'
import { decide } from '../accuracy/decide.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import { outcomeOf } from '../outcome/outcome.ts'
import { caseOf, casesOf, completion, runOf, timings } from '../test-support/run.ts'
import { judgeThresholds } from './judge-thresholds.ts'
import { thresholdText } from './threshold-text.ts'

const run = runOf(casesOf(10, 7))

describe('judgeThresholds', () => {
  test('without thresholds there is nothing to judge', () => {
    expect(judgeThresholds(undefined, run)).toEqual([])
    expect(judgeThresholds({}, run)).toEqual([])
  })

  test('a rate at its threshold holds, below it breaks', () => {
    expect(judgeThresholds({ jsonExact: 0.7, fieldF1: 0.86, schemaCompliance: 0.7 }, run)).toEqual([
      {
        metric: 'jsonExact',
        slice: null,
        unit: 'rate',
        direction: 'at least',
        limit: 0.7,
        actual: 0.7,
        broken: false,
      },
      {
        metric: 'fieldF1',
        slice: null,
        unit: 'score',
        direction: 'at least',
        limit: 0.86,
        actual: 0.85,
        broken: true,
      },
      {
        metric: 'schemaCompliance',
        slice: null,
        unit: 'rate',
        direction: 'at least',
        limit: 0.7,
        actual: 0.7,
        broken: false,
      },
    ])
  })

  test('a mean that is its threshold but for the last digit holds', () => {
    const tenths = runOf(
      Array.from({ length: 10 }, (_, index) =>
        caseOf(String(index), false, {
          scores: { ...(caseOf('x', false).scores ?? never()), lenient: { ...lenient(), fieldF1: 0.1 } },
        }),
      ),
    )
    expect(tenths.totals.lenient.fieldF1).not.toBe(0.1)
    expect(judgeThresholds({ fieldF1: 0.1 }, tenths)[0]?.broken).toBe(false)
  })

  test('a slice has its own threshold; one that does not exist breaks it', () => {
    const results = judgeThresholds(
      {
        complexity: { simple: { jsonExact: 0.5 }, complx: { jsonExact: 0.1 } },
        schema: { invoice: { fieldF1: 0.9 }, toString: { jsonExact: 0 } },
      },
      run,
    )
    expect(results).toEqual([
      {
        metric: 'jsonExact',
        slice: { dimension: 'complexity', key: 'simple' },
        unit: 'rate',
        direction: 'at least',
        limit: 0.5,
        actual: 0.7,
        broken: false,
      },
      {
        metric: 'jsonExact',
        slice: { dimension: 'complexity', key: 'complx' },
        unit: 'rate',
        direction: 'at least',
        limit: 0.1,
        actual: null,
        broken: true,
      },
      {
        metric: 'fieldF1',
        slice: { dimension: 'schema', key: 'invoice' },
        unit: 'score',
        direction: 'at least',
        limit: 0.9,
        actual: 0.85,
        broken: true,
      },
      {
        metric: 'jsonExact',
        slice: { dimension: 'schema', key: 'toString' },
        unit: 'rate',
        direction: 'at least',
        limit: 0,
        actual: null,
        broken: true,
      },
    ])
  })

  test('latency is judged on live runs', () => {
    expect(judgeThresholds({ latency: { p50: 500, p95: 499 } }, run)).toEqual([
      {
        metric: 'latencyP50',
        slice: null,
        unit: 'ms',
        direction: 'at most',
        limit: 500,
        actual: 500,
        broken: false,
      },
      {
        metric: 'latencyP95',
        slice: null,
        unit: 'ms',
        direction: 'at most',
        limit: 499,
        actual: 500,
        broken: true,
      },
    ])
  })

  test('each percentile of the latency has its own limit, in order', () => {
    const timed = Array.from({ length: 20 }, (_, index) =>
      caseOf(String(index), true, {
        completion: completion({ timings: timings(100 * (index + 1), { firstTokenMs: 50, decodeMs: 50 }) }),
      }),
    )
    const results = judgeThresholds({ latency: { p95: 1900, p90: 1799, p50: 1001 } }, runOf(timed))
    expect(results.map(({ metric, limit, actual, broken }) => [metric, limit, actual, broken])).toEqual([
      ['latencyP50', 1001, 1000, false],
      ['latencyP90', 1799, 1800, true],
      ['latencyP95', 1900, 1900, false],
    ])
  })

  test('latency of a replay is not judged, and not broken', () => {
    const replayed = [0, 1].map((index) =>
      caseOf(String(index), true, { completion: completion({ replayed: true }) }),
    )
    const [result] = judgeThresholds({ latency: { p95: 1 } }, runOf(replayed))
    expect(result).toEqual({
      metric: 'latencyP95',
      slice: null,
      unit: 'ms',
      direction: 'at most',
      limit: 1,
      actual: null,
      broken: false,
      skipped: 'the completions were replayed, no model ran',
    })
    const [mixed] = judgeThresholds({ latency: { p95: 1 } }, runOf([...replayed, caseOf('live', true)]))
    expect(mixed).toMatchObject({ broken: false, skipped: 'some of the completions were replayed' })
  })

  test('budgets of tokens and cost, each with its statistic', () => {
    const spent = [100, 300].map((tokensOut, index) =>
      caseOf(String(index), true, { completion: completion({ tokensIn: 1000, tokensOut }) }),
    )
    const cost = tallied(spent, costTally({ input: 1, output: 10, currency: 'EUR' }))
    const results = judgeThresholds(
      {
        tokensIn: { mean: 1000, total: 1999 },
        tokensOut: { mean: 199, p95: 300 },
        cost: { mean: 0.003, p95: 0.0039, total: 0.006 },
      },
      runOf(spent, { cost }),
    )
    expect(results.map(({ metric, actual, broken }) => [metric, actual, broken])).toEqual([
      ['tokensInMean', 1000, false],
      ['tokensInTotal', 2000, true],
      ['tokensOutMean', 200, true],
      ['tokensOutP95', 300, false],
      ['costMean', 0.003, false],
      ['costP95', 0.004, true],
      ['costTotal', 0.006, false],
    ])
    expect(results.map(thresholdText).slice(-2)).toEqual([
      'cost of an example (p95) is 0.004 EUR, must be at most 0.0039 EUR',
      'cost of the run is 0.006 EUR, must be at most 0.006 EUR',
    ])
  })

  test('a budget that was not measured makes the run inconclusive, with its reason', () => {
    const unknown = [caseOf('a', true, { completion: completion({ tokensIn: 5, tokensOut: null }) })]
    const cost = tallied(unknown, costTally({ input: 1, output: 10 }))
    const thresholds = { tokensIn: { mean: 5 }, tokensOut: { p95: 9 }, cost: { total: 1 } }
    const run = runOf(unknown, { cost })
    const reason = '1 of 1 completion has no token counts'
    expect(judgeThresholds(thresholds, run)).toMatchObject([
      { metric: 'tokensInMean', actual: 5, broken: false },
      { metric: 'tokensOutP95', actual: null, broken: false, unmeasured: reason },
      { metric: 'costTotal', actual: null, broken: false, unmeasured: reason },
    ])
    const verdict = decide({
      run,
      baseline: baselineFromRun(run),
      baselinePath: 'b.jsonl',
      update: 'none',
      thresholds,
    })
    expect(verdict).toMatchObject({ state: 'stable', exitCode: 2 })
    const outcome = outcomeOf({
      verdict,
      cases: run.cases,
      marks: { misses: 'gate', perExample: false, maxErrors: 0 },
      mustGate: true,
      unwritten: [],
    })
    expect(outcome).toMatchObject({
      exitCode: 2,
      state: 'inconclusive',
      reason: `2 thresholds could not be judged: ${reason}`,
    })
    expect(outcome.notes).toContain(`Threshold not judged: cost of the run, at most 1 USD: ${reason}.`)
  })

  test('a live run that knows no durations breaks a latency ceiling', () => {
    const untimed = caseOf('a', true, {
      completion: completion({
        timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null },
      }),
    })
    expect(judgeThresholds({ latency: { p95: 1000 } }, runOf([untimed]))[0]).toMatchObject({
      actual: null,
      broken: true,
    })
  })
})

function never(): never {
  throw new Error('a missed case has scores')
}

function lenient(): NonNullable<ReturnType<typeof caseOf>['scores']>['lenient'] {
  return caseOf('x', false).scores?.lenient ?? never()
}
