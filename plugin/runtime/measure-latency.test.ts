import { describe, expect, test } from 'vitest'
import type { Completion } from '../records/completion.ts'
import type { Engine } from '../records/engine.ts'
import { modelInfo } from '../records/model-info.ts'
import { measureSample, type SampleSource } from './measure-latency.ts'

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

describe('measureSample', () => {
  test('asks one at a time, warm-up first, and keeps the times of the sample alone', async () => {
    const { engine, asked, prefixes, most } = engineOf(() => answer)
    const { latency: record, energy } = await measureSample(engine, examples, SETTINGS)
    expect(energy).toBeNull()
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
    const {
      latency: { timings },
    } = await measureSample(engine, examples, SETTINGS)
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
    const { latency: record } = await measureSample(engine, examples, SETTINGS)
    expect(record).toMatchObject({ status: 'failed', timings: [] })
    expect(record.reason).toContain(reason)
    expect(record.reason).toContain(asked.at(-1))
    expect(asked).toHaveLength(5)
  })

  const probe = { probe: 'command:echo 4', idle: 0, folder: process.cwd() }

  test('joules of the sample alone, for the examples that are timed', async () => {
    const { engine, asked } = engineOf(() => answer)
    const { latency, energy } = await measureSample(engine, examples, SETTINGS, probe)
    expect(latency.status).toBe('measured')
    expect(energy).toMatchObject({ status: 'measured', reason: null, idleWatts: null })
    expect(energy?.examples.map(({ id }) => id)).toEqual(asked.slice(2))
    expect(energy?.examples.map(({ prompt, tokensOut }) => ({ prompt, tokensOut }))).toEqual(
      latency.timings.map(({ prompt, tokensOut }) => ({ prompt, tokensOut })),
    )
  })

  test('a probe that fails changes nothing of the times', async () => {
    const { engine, asked } = engineOf(() => answer)
    const { latency, energy } = await measureSample(engine, examples, SETTINGS, {
      ...probe,
      probe: 'command:exit 1',
    })
    expect(asked).toHaveLength(10)
    expect(latency).toMatchObject({ status: 'measured', reason: null })
    expect(energy).toMatchObject({ status: 'failed', examples: [] })
  })

  test('an engine that fails leaves no energy either', async () => {
    const { engine } = engineOf((_id, call) => (call < 5 ? answer : undefined))
    const { energy } = await measureSample(engine, examples, SETTINGS, probe)
    expect(energy).toMatchObject({ status: 'failed', examples: [] })
    expect(energy?.reason).toContain('no completion')
  })
})
