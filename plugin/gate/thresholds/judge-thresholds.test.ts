import { describe, expect, test } from 'vitest'
import { caseOf, casesOf, completion, runOf, timings } from '../test-support/run.ts'
import { judgeThresholds } from './judge-thresholds.ts'

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
