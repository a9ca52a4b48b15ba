import { describe, expect, test } from 'vitest'
import type { Completion } from '../records/completion.ts'
import type { CompletionRequest, Engine } from '../records/engine.ts'
import { GenerationClock } from './generation-clock.ts'

const request: CompletionRequest = {
  id: 'a',
  prompt: { kind: 'text', text: '' },
  maxNewTokens: 8,
  stop: 'eos',
  timeoutMs: 1_000,
}

function completion(over: Partial<Completion> = {}): Completion {
  return {
    text: '{}',
    finishReason: 'stop',
    tokensIn: 1,
    tokensOut: 10,
    timings: { queueMs: 0, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 1 },
    replayed: false,
    ...over,
  }
}

/** Completes each request after as many milliseconds of the test's clock as its id says. */
class SlowEngine {
  readonly #model = { id: 'slow' } as Engine['model']
  now = 1_000
  next: Completion = completion()
  readonly concurrency = 4
  readonly replay = false
  get model(): Engine['model'] {
    return this.#model
  }
  async generate(): Promise<Completion[]> {
    this.now += 50
    return [this.next]
  }
  async close(): Promise<void> {}
}

function clockOf(): { engine: SlowEngine; clock: GenerationClock } {
  const engine = new SlowEngine()
  return { engine, clock: new GenerationClock(engine, () => engine.now) }
}

describe('GenerationClock', () => {
  test('runs from the first request to the last completion', async () => {
    const { engine, clock } = clockOf()
    expect(clock.span).toBeNull()
    engine.now = 5_000
    await clock.engine.generate([request])
    engine.now = 9_000
    await clock.engine.generate([request])
    expect(clock.span).toEqual({ startedAt: 5_000, endedAt: 9_050, completions: 2, tokensOut: 20 })
  })

  test('failures and replayed completions make no tokens and end no phase', async () => {
    const { engine, clock } = clockOf()
    await clock.engine.generate([request])
    engine.next = completion({ finishReason: 'timeout', tokensOut: 7 })
    await clock.engine.generate([request])
    engine.next = completion({ replayed: true })
    await clock.engine.generate([request])
    expect(clock.span).toEqual({ startedAt: 1_000, endedAt: 1_050, completions: 1, tokensOut: 10 })
  })

  test('a completion without a count makes the sum unknown', async () => {
    const { engine, clock } = clockOf()
    engine.next = completion({ tokensOut: null })
    await clock.engine.generate([request])
    engine.next = completion()
    await clock.engine.generate([request])
    expect(clock.span).toMatchObject({ completions: 2, tokensOut: null })
  })

  test('is otherwise the engine that it times, private members included', async () => {
    const { clock } = clockOf()
    expect(clock.engine).toMatchObject({ concurrency: 4, replay: false, model: { id: 'slow' } })
    await expect(clock.engine.close()).resolves.toBeUndefined()
  })
})
