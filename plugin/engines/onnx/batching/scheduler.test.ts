import path from 'node:path'
import fc from 'fast-check'
import * as onnx from 'onnxruntime-node'
import { afterEach, describe, expect, test } from 'vitest'
import type { CompletionRequest } from '../../../records/engine.ts'
import type { EngineResult } from '../../contract/completions.ts'
import { request } from '../../test-support/requests.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { prepareGraph } from '../loading/prepare-graph.ts'
import { createSession } from '../model/create-session.ts'
import { writeRandomModel } from '../test-support/random-model.ts'
import { PagedDecoder, type ScheduledSequence } from './batched-decoder.ts'
import { KvCache } from './kv-cache.ts'
import { resumeColumns } from './resumed-chunk.ts'
import { BatchScheduler } from './scheduler.ts'
import type { StepResult } from './step-graph.ts'

const root = temporaryFolder()
const file = path.join(writeRandomModel(path.join(root, 'model')), 'onnx/model.onnx')
const open: BatchScheduler[] = []
afterEach(async () => {
  for (const scheduler of open.splice(0)) await scheduler.close()
})

/** Writes down how many sequences each step had, and calls back before it. */
class WatchedDecoder extends PagedDecoder {
  readonly rows: number[] = []
  beforeStep: () => void = () => {}

  override step(rows: readonly ScheduledSequence[]): Promise<StepResult> {
    this.rows.push(rows.length)
    this.beforeStep()
    return super.step(rows)
  }
}

const RULES: DecodingConfig = {
  tokenizer: {
    encode: (text) => [...Buffer.from(text)],
    decode: (ids) => ids.join(' '),
    idOf: () => undefined,
  },
  chatTemplate: null,
  endTokens: new Set(),
  contextLength: 1024,
  lookup: true,
  constraint: null,
}

async function scheduler(
  maxSequences: number,
  { blocks = 100, lookup = true, prefixCaching = false } = {},
): Promise<{ scheduler: BatchScheduler; decoder: WatchedDecoder }> {
  const weights = { file, dtype: 'fp32', externalData: [] }
  const graph = await prepareGraph(weights, 'hash', { int8: 'none', candidates: 1 }, root)
  if (graph.kind === 'plain') throw new Error(graph.reason)
  const session = await createSession(onnx, weights, 1, graph)
  const decoder = new WatchedDecoder(
    onnx,
    session,
    new KvCache(graph.shape, maxSequences, blocks),
    prefixCaching ? resumeColumns(graph.shape, 1) : null,
  )
  const made = new BatchScheduler({ ...RULES, lookup }, decoder, maxSequences)
  open.push(made)
  return { scheduler: made, decoder }
}

const never = new AbortController().signal
const REQUESTS: CompletionRequest[] = Array.from({ length: 12 }, (_, index) =>
  request({
    id: `r${index}`,
    prompt: { kind: 'text', text: `Prompt ${index} `.repeat(1 + ((index * 7) % 20)) },
    maxNewTokens: 10 + 9 * (index % 5),
    stop: 'eos',
  }),
)
const texts = (answers: readonly EngineResult[]): string[] => answers.map(({ text }) => text)

async function answerAll(made: BatchScheduler): Promise<EngineResult[]> {
  return Promise.all(REQUESTS.map((each) => made.submit(each, never)))
}

describe('BatchScheduler', () => {
  test('a finished sequence is replaced at once, and completions do not depend on it', async () => {
    const one = await scheduler(1, { lookup: false })
    const alone = await answerAll(one.scheduler)
    expect(new Set(one.decoder.rows)).toEqual(new Set([1]))
    expect(new Set(texts(alone)).size).toBe(REQUESTS.length)

    const many = await scheduler(4, { lookup: false })
    expect(texts(await answerAll(many.scheduler))).toEqual(texts(alone))
    // All four permits are in use until no request waits.
    const full = many.decoder.rows.lastIndexOf(4)
    expect(many.decoder.rows.slice(0, full + 1).every((rows) => rows === 4)).toBe(true)
    const tokens = alone.reduce((sum, { tokensOut }) => sum + (tokensOut ?? 0), 0)
    expect(many.decoder.rows.reduce((sum, rows) => sum + rows, 0)).toBe(tokens - REQUESTS.length)

    const guessing = await scheduler(4)
    const speculated = await answerAll(guessing.scheduler)
    expect(texts(speculated)).toEqual(texts(alone))
    expect(speculated.some(({ speculation }) => (speculation?.drafted ?? 0) > 0)).toBe(true)
    expect(guessing.decoder.rows.length).toBeLessThanOrEqual(many.decoder.rows.length)
  })

  test('with too little memory the youngest are preempted, and all texts are the same', async () => {
    const expected = await answerAll((await scheduler(1)).scheduler)
    // The longest prompt and its answer need four blocks.
    const tight = await scheduler(6, { blocks: 5 })
    expect(texts(await answerAll(tight.scheduler))).toEqual(texts(expected))
    expect(tight.decoder.kvCache.freeBlocks).toBe(5)
    expect(tight.decoder.kvCache.sequences).toHaveLength(0)
  })

  test('prompts that begin alike have the texts that they have without prefix caching, in every order and memory', async () => {
    const common = 'Instructions for every request. '.repeat(14)
    const requests = REQUESTS.map((each, index) => ({
      ...each,
      prompt: { ...each.prompt, text: common.slice(0, 64 * (1 + (index % 7))) + each.prompt.text },
    }))
    const plain = await scheduler(4)
    const expected = await Promise.all(requests.map((each) => plain.scheduler.submit(each, never)))
    let cached = 0
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...requests.keys()], { minLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 12, max: 60 }),
        async (order, concurrency, blocks) => {
          const { scheduler: made, decoder } = await scheduler(concurrency, { blocks, prefixCaching: true })
          const results = await Promise.all(
            order.map((index) => made.submit(requests[index] ?? request(), never)),
          )
          expect(texts(results)).toEqual(order.map((index) => expected[index]?.text))
          cached += results.reduce((sum, { cachedTokensIn }) => sum + (cachedTokensIn ?? 0), 0)
          expect(decoder.kvCache.freeBlocks).toBe(blocks)
        },
      ),
      { numRuns: 5 },
    )
    expect(cached).toBeGreaterThan(1000)
  })

  test('the time limit of a request does not run while it waits, also after it was preempted', async () => {
    const { scheduler: made } = await scheduler(6, { blocks: 12 })
    const logs = REQUESTS.map((): string[] => [])
    await Promise.all(
      REQUESTS.map((each, index) =>
        made.submit({ ...each, maxNewTokens: 400 }, never, {
          wait: () => void logs[index]?.push('wait'),
          begin: () => void logs[index]?.push('begin'),
        }),
      ),
    )
    for (const log of logs) expect(log.join(' ')).toMatch(/^wait begin( wait begin)*$/)
    expect(logs.some(({ length }) => length > 2)).toBe(true)
  })

  test('what does not fit at all is an error that names the option', async () => {
    const { scheduler: made, decoder } = await scheduler(2, { blocks: 2 })
    const long = request({ prompt: { kind: 'text', text: 'x'.repeat(300) } })
    await expect(made.submit(long, never)).rejects.toThrow(/KV cache is too small .*kvCacheMegabytes/)
    expect(decoder.kvCache.freeBlocks).toBe(2)
    const [short = request()] = REQUESTS
    expect((await made.submit(short, never)).tokensOut).toBe(short.maxNewTokens)
  })

  test('a signal ends one completion before its next step, in every state', async () => {
    const { scheduler: made, decoder } = await scheduler(2)
    const stops = REQUESTS.slice(0, 4).map(() => new AbortController())
    decoder.beforeStep = () => {
      if (decoder.rows.length === 3) for (const index of [0, 3]) stops[index]?.abort()
    }
    const [first, second, third, fourth] = await Promise.all(
      REQUESTS.slice(0, 4).map((each, index) =>
        made.submit({ ...each, maxNewTokens: 40 }, stops[index]?.signal ?? never),
      ),
    )
    expect(first).toMatchObject({ failure: { code: 'ABORTED' } })
    expect(first?.tokensOut).toBeGreaterThan(0)
    expect(first?.tokensOut).toBeLessThan(40)
    expect(fourth).toEqual({ text: '', failure: { code: 'ABORTED', message: expect.any(String) } })
    expect(second?.tokensOut).toBe(40)
    expect(third?.tokensOut).toBe(40)
  })

  test('timings are of one clock: queue, then prefill, then decode', async () => {
    const answers = await answerAll((await scheduler(2)).scheduler)
    for (const { timings, tokensIn, tokensOut } of answers) {
      const { queueMs, prefillMs, firstTokenMs, decodeMs, totalMs } = timings ?? {}
      for (const each of [queueMs, prefillMs, firstTokenMs, decodeMs, totalMs, tokensIn, tokensOut])
        expect(each).toBeGreaterThanOrEqual(0)
      expect(prefillMs).toBeLessThanOrEqual(firstTokenMs ?? 0)
      expect((firstTokenMs ?? 0) + (decodeMs ?? 0)).toBeLessThanOrEqual((totalMs ?? 0) + 0.01)
    }
    expect(answers.at(-1)?.timings?.queueMs).toBeGreaterThan(answers[0]?.timings?.totalMs ?? Number.NaN)
  })

  test('a step that fails is the failure of those in it alone', async () => {
    const { scheduler: made, decoder } = await scheduler(2)
    let broken = false
    decoder.beforeStep = () => {
      if (broken) return
      broken = true
      throw new Error('no more memory')
    }
    const results = await Promise.allSettled(REQUESTS.slice(0, 3).map((each) => made.submit(each, never)))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect(decoder.kvCache.sequences).toHaveLength(0)
  })
})
