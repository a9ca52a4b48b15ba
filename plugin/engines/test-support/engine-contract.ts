import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import { request } from './requests.ts'

/**
 * What an engine may do beyond the core of the contract.
 * - `token counts`: of prompt and output, with the end token;
 * - `time to first token`: measured within the engine;
 * - `batch-invariant`: the same completion whatever runs at the same time;
 * - `abort within a step`: a request that is aborted or late ends after the step in progress, with the text so far.
 */
export type Capability = 'token counts' | 'time to first token' | 'batch-invariant' | 'abort within a step'

/** What a suite needs of an engine under test. */
export interface ContractSetup {
  /** A new engine whose model completes the prompt of {@link promptFor} with the given texts. */
  readonly load: () => Promise<Engine>
  /** The completions by word. */
  readonly answers: Readonly<Record<string, string>>
  /**
   * A word whose completion does not end by itself, so that only a limit or an abort ends it; none for an
   * engine that never waits.
   */
  readonly slow: string | null
  /** True: one engine for all tests but those that close it, because a start takes seconds. Default false: one for each test. */
  readonly oneEngine?: boolean
  /** What the engine does beyond the core. Default: nothing. */
  readonly capabilities?: readonly Capability[]
}

/**
 * The contract of every engine, run for each of them. A word is the prompt of its request: `text` of kind
 * `text`.
 */
export function describeEngine(name: string, setup: ContractSetup): void {
  describe(`the contract of an engine: ${name}`, () => {
    const engines: Engine[] = []
    const loadNew = async (): Promise<Engine> => {
      const engine = await setup.load()
      engines.push(engine)
      return engine
    }
    let common: Promise<Engine> | undefined
    const load = (): Promise<Engine> => {
      if (setup.oneEngine !== true) return loadNew()
      common ??= setup.load()
      return common
    }
    afterEach(async () => {
      for (const engine of engines.splice(0)) await engine.close()
    })
    afterAll(async () => (await common)?.close())
    const words = Object.keys(setup.answers)
    const ask = (word: string, more: Partial<CompletionRequest> = {}): CompletionRequest =>
      request({ id: word, prompt: { kind: 'text', text: word }, maxNewTokens: 400, ...more })

    test('says what it is, in values that can be sent to another thread', async () => {
      const engine = await load()
      expect(structuredClone(engine.model)).toEqual(engine.model)
      expect(JSON.parse(JSON.stringify(engine.model))).toEqual(engine.model)
      expect(engine.model.id).not.toBe('')
      expect(engine.model.engine).not.toBe('')
      // Null or a real hash: nothing that only looks like a hash may make recorded completions reusable.
      expect(engine.model.contentSha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/)
      expect(Number.isSafeInteger(engine.concurrency) && engine.concurrency >= 1).toBe(true)
      for (const figure of [engine.model.bytes, engine.model.parameters, engine.model.threads]) {
        // Unknown is null, never 0.
        expect(figure).not.toBe(0)
      }
    })

    test('one completion for each request, in their order', async () => {
      const engine = await load()
      const asked = [...words, ...[...words].reverse(), ...words]
      const completions = await engine.generate(asked.map((word) => ask(word)))
      expect(completions.map(({ text }) => text)).toEqual(asked.map((word) => setup.answers[word]))
      for (const completion of completions) expectSound(completion, engine)
    })

    test('calls at the same time do not disturb each other', async () => {
      const engine = await load()
      const calls = await Promise.all(words.map((word) => engine.generate([ask(word), ask(word)])))
      expect(calls.map((each) => each.map(({ text }) => text))).toEqual(
        words.map((word) => [setup.answers[word], setup.answers[word]]),
      )
    })

    test('no requests, no completions', async () => {
      expect(await (await load()).generate([])).toEqual([])
    })

    test('the same request twice gives the same answer', async () => {
      const engine = await load()
      const [word = ''] = words
      const [first] = await engine.generate([ask(word)])
      const [second] = await engine.generate([ask(word)])
      expect(second?.text).toBe(first?.text)
      expect(second?.tokensOut).toBe(first?.tokensOut)
    })

    test('nothing is changed in a request', async () => {
      const engine = await load()
      const [word = ''] = words
      const one = Object.freeze(ask(word))
      const copy = structuredClone(one)
      await engine.generate(Object.freeze([one]))
      expect(one).toEqual(copy)
    })

    test('an aborted signal gets failures, not exceptions', async () => {
      const engine = await load()
      const completions = await engine.generate(
        words.map((word) => ask(word)),
        AbortSignal.abort(),
      )
      expect(completions.map(({ finishReason, error }) => [finishReason, error?.code])).toEqual(
        words.map(() => ['error', 'ABORTED']),
      )
      for (const completion of completions) expectSound(completion, engine)
      // The engine still works afterwards.
      const [word = ''] = words
      expect((await engine.generate([ask(word)]))[0]?.text).toBe(setup.answers[word])
    })

    test.skipIf(setup.slow === null)('a time-out is a failure of its own, and frees the engine', async () => {
      const engine = await load()
      const [late] = await engine.generate([ask(setup.slow ?? '', { timeoutMs: 100, maxNewTokens: 1e6 })])
      expect(late).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
      if (late !== undefined) expectSound(late, engine)
      const [word = ''] = words
      expect((await engine.generate([ask(word)]))[0]?.text).toBe(setup.answers[word])
    })

    test.skipIf(setup.slow === null)('an abort ends the work', async () => {
      const engine = await load()
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 50)
      const asked = Array.from({ length: engine.concurrency + 2 }, () =>
        ask(setup.slow ?? '', { maxNewTokens: 1e6 }),
      )
      const completions = await engine.generate(asked, abort.signal)
      expect(new Set(completions.map(({ error }) => error?.code))).toEqual(new Set(['ABORTED']))
    })

    const { capabilities = [] } = setup
    test.runIf(capabilities.includes('token counts'))('tokens are counted, up to the limit', async () => {
      const engine = await load()
      const [word = ''] = words
      const [whole] = await engine.generate([ask(word, { stop: 'eos' })])
      expect(whole?.tokensIn).toBeGreaterThan(0)
      expect(whole?.tokensOut).toBeGreaterThan(1)
      const [cut] = await engine.generate([ask(word, { maxNewTokens: 1 })])
      expect(cut).toMatchObject({ finishReason: 'length', tokensIn: whole?.tokensIn, tokensOut: 1 })
      expect(setup.answers[word]?.startsWith(cut?.text ?? '?')).toBe(true)
    })

    test.runIf(capabilities.includes('time to first token'))('the first token has a time', async () => {
      const engine = await load()
      for (const { timings } of await engine.generate(words.map((word) => ask(word)))) {
        expect(timings.firstTokenMs).toBeGreaterThan(0)
        expect(timings.firstTokenMs).toBeLessThanOrEqual(timings.totalMs ?? 0)
        expect(timings.decodeMs).not.toBeNull()
      }
    })

    test.runIf(capabilities.includes('batch-invariant'))('neighbours change no completion', async () => {
      const engine = await load()
      const asked = [...words, ...words, ...words].map((word) => ask(word))
      const together = await engine.generate(asked)
      for (const [index, one] of asked.entries()) {
        const [alone] = await engine.generate([one])
        expect([alone?.text, alone?.tokensOut]).toEqual([together[index]?.text, together[index]?.tokensOut])
      }
    })

    test.runIf(capabilities.includes('abort within a step'))('a late request keeps its text', async () => {
      const engine = await load()
      const [late] = await engine.generate([ask(setup.slow ?? '', { timeoutMs: 500, maxNewTokens: 1e6 })])
      expect(late).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
      expect(late?.text).not.toBe('')
    })

    test('closing ends what runs; closed is closed, and may be closed again', async () => {
      const engine = await loadNew()
      const asked = setup.slow === null ? [] : [ask(setup.slow, { maxNewTokens: 1e6 })]
      const running = engine.generate(asked)
      await new Promise((resolve) => setTimeout(resolve, 30))
      await engine.close()
      expect((await running).map(({ finishReason, error }) => [finishReason, error?.code])).toEqual(
        asked.map(() => ['error', 'ABORTED']),
      )
      await engine.close()
      const [word = ''] = words
      await expect(engine.generate([ask(word)])).rejects.toMatchObject({
        name: 'EdgejsonError',
        code: 'ENGINE_FAILED',
      })
    })
  })
}

/** Properties of every completion. */
function expectSound(completion: Completion, engine: Engine): void {
  expect(JSON.parse(JSON.stringify(completion))).toEqual(completion)
  expect(completion.replayed).toBe(engine.replay)
  const failed = completion.finishReason === 'error' || completion.finishReason === 'timeout'
  expect('error' in completion).toBe(failed)
  for (const figure of [completion.tokensIn, completion.tokensOut, ...Object.values(completion.timings)]) {
    expect(figure === null || figure >= 0).toBe(true)
  }
  expect(Object.keys(completion.timings).sort()).toEqual([
    'decodeMs',
    'firstTokenMs',
    'prefillMs',
    'queueMs',
    'totalMs',
  ])
}
