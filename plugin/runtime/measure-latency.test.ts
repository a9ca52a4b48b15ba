import { describe, expect, test } from 'vitest'
import type { Completion } from '../records/completion.ts'
import type { Engine } from '../records/engine.ts'
import { modelInfo } from '../records/model-info.ts'
import { measureLatency, type SampleSource } from './measure-latency.ts'

const SETTINGS = { sample: 8, warmUp: 2 }

const examples: SampleSource[] = Array.from({ length: 12 }, (_, index) => ({
  id: `ex-${index}`,
  complexity: 'simple',
  request: () => ({
    id: `ex-${index}`,
    prompt: { kind: 'text', text: 'p' },
    maxNewTokens: 8,
    stop: 'eos',
    timeoutMs: 1000,
  }),
}))

const answer: Completion = {
  text: '{}',
  finishReason: 'stop',
  tokensIn: 3,
  tokensOut: 5,
  timings: { queueMs: 0, prefillMs: 1, firstTokenMs: 2, decodeMs: 8, totalMs: 10 },
  replayed: false,
}

/** An engine that records its requests, and whether two were ever in flight. */
function engineOf(complete: (id: string, call: number) => Completion | undefined) {
  const asked: string[] = []
  const prefixes: (boolean | undefined)[] = []
  let [flying, most] = [0, 0]
  const engine: Engine = {
    model: modelInfo({ id: 'test' }),
    concurrency: 16,
    replay: false,
    async generate(requests) {
      flying += requests.length
      most = Math.max(most, flying)
      prefixes.push(...requests.map(({ prefixCaching }) => prefixCaching))
      await Promise.resolve()
      flying -= requests.length
      return requests.flatMap(({ id }) => complete(id, asked.push(id)) ?? [])
    },
    async close() {},
  }
  return { engine, asked, prefixes, most: () => most }
}

describe('measureLatency', () => {
  test('asks one at a time, warm-up first, and keeps the times of the sample alone', async () => {
    const { engine, asked, prefixes, most } = engineOf(() => answer)
    const record = await measureLatency(engine, examples, SETTINGS)
    expect(most()).toBe(1)
    // The run has prefilled the same prompts before: a cached prefix would shorten the time to the first token.
    expect(prefixes).toEqual(asked.map(() => false))
    expect(asked).toHaveLength(10)
    expect(record).toMatchObject({ status: 'measured', reason: null, warmUp: 2 })
    expect(record.timings.map(({ id }) => id)).toEqual(asked.slice(2))
    expect(record.timings[0]).toMatchObject({
      tokensIn: 3,
      tokensOut: 5,
      firstTokenMs: 2,
      decodeMs: 8,
      totalMs: 10,
    })
  })

  test('an engine without a clock is timed from here; a broken one measured nothing', async () => {
    const { engine } = engineOf(() => ({
      ...answer,
      timings: { queueMs: null, prefillMs: null, firstTokenMs: -1, decodeMs: Number.NaN, totalMs: null },
    }))
    const { timings } = await measureLatency(engine, examples, SETTINGS)
    expect(timings[0]).toMatchObject({ firstTokenMs: null, decodeMs: null })
    expect(timings[0]?.totalMs).toBeGreaterThanOrEqual(0)
  })

  test.each([
    [
      'a time-out',
      { ...answer, finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT', message: 'too slow' } },
      'too slow',
    ],
    ['an answer from a recording', { ...answer, replayed: true }, 'it came from a recording'],
    ['nothing', undefined, 'the engine gave no completion'],
  ] as const)('%s ends it: a sample with a hole is no sample', async (_, completion, reason) => {
    const { engine, asked } = engineOf((_id, call) => (call < 5 ? answer : completion))
    const record = await measureLatency(engine, examples, SETTINGS)
    expect(record).toMatchObject({ status: 'failed', timings: [] })
    expect(record.reason).toContain(reason)
    expect(record.reason).toContain(asked.at(-1))
    expect(asked).toHaveLength(5)
  })
})
