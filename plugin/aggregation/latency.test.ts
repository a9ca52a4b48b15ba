import { describe, expect, test } from 'vitest'
import { caseOf, completion, timings } from '../gate/test-support/run.ts'
import { latencySummary } from './latency.ts'

const answer = (overrides: Parameters<typeof completion>[0]) =>
  caseOf('x', true, { completion: completion(overrides) })

describe('latencySummary', () => {
  test('summarises durations and tokens', () => {
    const cases = [100, 200, 300, 400].map((totalMs) =>
      answer({
        tokensIn: 10,
        tokensOut: 5,
        timings: timings(totalMs, { firstTokenMs: 20, decodeMs: totalMs - 20 }),
      }),
    )
    const latency = latencySummary(cases, 2)
    expect(latency).toMatchObject({ measured: 'live', concurrency: 2, tokensIn: 40, tokensOut: 20 })
    expect(latency.totalMs).toMatchObject({ count: 4, mean: 250, p50: 200, p90: 400, p95: 400, max: 400 })
    expect(latency.totalMs?.intervals?.p95).toEqual([300, null])
    expect(latency.firstTokenMs?.p50).toBe(20)
    expect(latency.msPerToken?.p50).toBe(45)
    expect(latency.sequenceTokensPerSecond).toBe(20)
    expect(latency).toMatchObject({ tokensPerSecond: null, generation: null })
  })

  test('throughput is over wall-clock time, the speed of a sequence over its own time', () => {
    // Four sequences at once, ten seconds each, all within ten seconds.
    const cases = Array.from({ length: 4 }, () => answer({ tokensOut: 100, timings: timings(10_000) }))
    const span = { startedAt: 5_000, endedAt: 15_000, completions: 4, tokensOut: 400 }
    const latency = latencySummary(cases, 4, [span])
    expect(latency).toMatchObject({
      tokensPerSecond: 40,
      sequenceTokensPerSecond: 10,
    })
    expect(latency.generation).toEqual({
      startedAt: '1970-01-01T00:00:05.000Z',
      endedAt: '1970-01-01T00:00:15.000Z',
      wallMs: 10_000,
      completions: 4,
      tokensOut: 400,
      shards: 1,
    })
  })

  test('queueing is a figure of its own', () => {
    const queued = answer({ timings: timings(100, { queueMs: 700 }) })
    expect(latencySummary([queued], 1)).toMatchObject({ queueMs: { p50: 700 }, totalMs: { p50: 100 } })
  })

  test('shards: the time in which at least one generated', () => {
    const span = (startedAt: number, endedAt: number, tokensOut: number | null = 10) => ({
      startedAt,
      endedAt,
      completions: 1,
      tokensOut,
    })
    const of = (...spans: ReturnType<typeof span>[]) => latencySummary([answer({})], 1, spans)
    expect(of(span(0, 1_000), span(500, 2_000))).toMatchObject({
      tokensPerSecond: 10,
      generation: { wallMs: 2_000, shards: 2, completions: 2, tokensOut: 20 },
    })
    expect(of(span(9_000, 10_000), span(0, 1_000)).generation).toMatchObject({ wallMs: 2_000 })
    expect(of(span(0, 5_000), span(1_000, 2_000)).generation).toMatchObject({ wallMs: 5_000 })
    expect(of(span(0, 1_000), span(0, 1_000, null))).toMatchObject({ tokensPerSecond: null })
    expect(of(span(5, 0))).toMatchObject({ generation: null, tokensPerSecond: null })
    expect(of()).toMatchObject({ generation: null, tokensPerSecond: null })
  })

  test('failures and time-outs are left out', () => {
    const slow = completion({ finishReason: 'timeout', timings: timings(60_000) })
    const latency = latencySummary([answer({}), caseOf('t', null, { completion: slow })], 1)
    expect(latency.totalMs).toMatchObject({ count: 1, max: 500 })
  })

  test('says where it was measured', () => {
    const live = answer({})
    const replayed = answer({ replayed: true })
    expect(latencySummary([live], 1).measured).toBe('live')
    expect(latencySummary([replayed], 1).measured).toBe('replayed')
    expect(latencySummary([live, replayed], 1).measured).toBe('mixed')
    expect(latencySummary([caseOf('a', null, { completion: null })], 1).measured).toBe('none')
  })

  test('what is not known is null, never 0', () => {
    const latency = latencySummary(
      [answer({ tokensIn: null, tokensOut: null, timings: timings(null, { queueMs: null }) })],
      1,
    )
    expect(latency).toMatchObject({
      totalMs: null,
      firstTokenMs: null,
      msPerToken: null,
      tokensIn: null,
      cachedTokensIn: null,
      tokensOut: null,
      queueMs: null,
      tokensPerSecond: null,
      sequenceTokensPerSecond: null,
    })
  })

  test('part of the tokens is not the tokens, and one token has no time between tokens', () => {
    const latency = latencySummary([answer({ tokensOut: 1 }), answer({ tokensOut: null })], 1)
    expect(latency.tokensOut).toBeNull()
    expect(latency.msPerToken).toBeNull()
  })

  test('cached prompt tokens are summed over the completions that report them', () => {
    const latency = latencySummary(
      [answer({ cachedTokensIn: 0 }), answer({ cachedTokensIn: 64 }), answer({})],
      1,
    )
    expect(latency.cachedTokensIn).toBe(64)
  })

  test('speculation: the acceptance rate and the tokens per step', () => {
    const speculated = (drafted: number, accepted: number, tokensOut: number | null = 20) =>
      answer({ speculation: { drafted, accepted }, tokensOut })
    expect(latencySummary([speculated(10, 8), speculated(6, 2), answer({})], 1).speculation).toEqual({
      completions: 2,
      drafted: 16,
      accepted: 10,
      acceptanceRate: 10 / 16,
      tokensPerStep: 40 / 30,
    })
    expect(latencySummary([speculated(0, 0)], 1).speculation).toMatchObject({
      acceptanceRate: null,
      tokensPerStep: 1,
    })
    expect(latencySummary([speculated(4, 0)], 1).speculation).toMatchObject({
      acceptanceRate: 0,
      tokensPerStep: 1,
    })
    expect(latencySummary([speculated(4, 2, null)], 1).speculation).toMatchObject({
      acceptanceRate: 0.5,
      tokensPerStep: null,
    })
    expect(latencySummary([speculated(30, 25, 20)], 1).speculation?.tokensPerStep).toBeNull()
    expect(latencySummary([answer({})], 1).speculation).toBeNull()
  })

  test('a broken clock is not a duration', () => {
    const cases = [Number.NaN, -5, Number.POSITIVE_INFINITY].map((ms) => answer({ timings: timings(ms) }))
    expect(latencySummary(cases, 1).totalMs).toBeNull()
  })
})
