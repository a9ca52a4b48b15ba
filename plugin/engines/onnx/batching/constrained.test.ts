import path from 'node:path'
import * as onnx from 'onnxruntime-node'
import { afterEach, describe, expect, test } from 'vitest'
import type { CompletionRequest } from '../../../records/engine.ts'
import { loadXGrammar } from '../../constraint/load-xgrammar.ts'
import { TokenGrammars } from '../../constraint/token-grammar.ts'
import type { EngineResult } from '../../contract/completions.ts'
import { request } from '../../test-support/requests.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { ForcedTokens } from '../decoding/forced-tokens.ts'
import { prepareGraph } from '../loading/prepare-graph.ts'
import { createSession } from '../model/create-session.ts'
import { writeRandomModel } from '../test-support/random-model.ts'
import { PagedDecoder } from './batched-decoder.ts'
import { KvCache } from './kv-cache.ts'
import { BatchScheduler } from './scheduler.ts'

const root = temporaryFolder()
const file = path.join(writeRandomModel(path.join(root, 'model')), 'onnx/model.onnx')
const open: BatchScheduler[] = []
afterEach(async () => {
  for (const scheduler of open.splice(0)) await scheduler.close()
})

/** A token a byte, and EOS: the random model's vocabulary. */
const END = 256
const BYTES = Array.from({ length: END }, (_, byte) =>
  byte < 0x80 ? String.fromCharCode(byte) : `<0x${byte.toString(16).toUpperCase()}>`,
)

async function scheduler(
  maxSequences: number,
  { lookup = true, candidates = 4, blocks = 100 } = {},
): Promise<{ made: BatchScheduler; logitSteps: () => number }> {
  const weights = { file, dtype: 'fp32', externalData: [] }
  const graph = await prepareGraph(weights, 'hash', { int8: 'none', candidates }, root)
  if (graph.kind === 'plain') throw new Error(graph.reason)
  let logitSteps = 0
  class CountingDecoder extends PagedDecoder {
    override step(
      ...[scheduled, logits = false]: Parameters<PagedDecoder['step']>
    ): ReturnType<PagedDecoder['step']> {
      if (logits) logitSteps++
      return super.step(scheduled, logits)
    }
  }
  const session = await createSession(onnx, weights, 1, graph)
  const decoder = new CountingDecoder(onnx, session, new KvCache(graph.shape, maxSequences, blocks))
  const tokenizer: DecodingConfig['tokenizer'] = {
    encode: (text) => [...Buffer.from(text)],
    decode: (ids) => Buffer.from(ids).toString(),
    idOf: () => undefined,
  }
  const config: DecodingConfig = {
    tokenizer,
    chatTemplate: null,
    endTokens: new Set([END]),
    contextLength: 1024,
    lookup,
    constraint: {
      grammars: new TokenGrammars(loadXGrammar(), {
        tokens: [...BYTES, ''],
        kind: 'byte_fallback',
        endTokens: [END],
      }),
      endToken: END,
      forced: new ForcedTokens(tokenizer),
    },
  }
  const made = new BatchScheduler(config, decoder, maxSequences)
  open.push(made)
  return { made, logitSteps: () => logitSteps }
}

const SCHEMA = {
  type: 'object',
  properties: {
    title_of_the_document: { type: 'string', maxLength: 12 },
    kind: { enum: ['invoice', 'receipt', 'note'] },
    amounts: {
      type: 'array',
      items: { type: 'integer', minimum: 0, maximum: 999 },
      minItems: 1,
      maxItems: 4,
    },
    owner: {
      type: 'object',
      properties: { first_name: { type: 'string', maxLength: 5 }, is_active: { type: 'boolean' } },
      required: ['is_active'],
    },
  },
  required: ['title_of_the_document', 'kind', 'owner'],
}
const REQUESTS: CompletionRequest[] = Array.from({ length: 12 }, (_, index) =>
  request({
    id: `r${index}`,
    prompt: { kind: 'text', text: `Title of the document: ${index} `.repeat(1 + ((index * 7) % 9)) },
    maxNewTokens: 300,
    constraint: {
      schema: index % 4 === 3 ? { type: 'integer', minimum: -50, maximum: 5000 } : SCHEMA,
      whiteSpace: 'spaced',
    },
  }),
)
const never = new AbortController().signal
const run = (made: BatchScheduler): Promise<EngineResult[]> =>
  Promise.all(REQUESTS.map((each) => made.submit(each, never)))
const texts = (results: readonly EngineResult[]): string[] => results.map(({ text }) => text)

describe('constrained decoding', () => {
  test('output complies and is the same alone and in batches, with drafts and without, with any number of candidates', async () => {
    const alone = await run((await scheduler(1, { lookup: false })).made)
    for (const [index, { text, finishReason }] of alone.entries()) {
      expect(finishReason).toBe('stop')
      const value = JSON.parse(text)
      if (index % 4 === 3) expect(Number.isInteger(value) && value >= -50 && value <= 5000).toBe(true)
      else {
        expect(['invoice', 'receipt', 'note']).toContain(value.kind)
        expect(Object.keys(value)).toEqual(Object.keys(SCHEMA.properties).filter((key) => key in value))
        expect(typeof value.owner.is_active).toBe('boolean')
      }
    }
    expect(new Set(texts(alone)).size).toBeGreaterThan(6)

    const batched = await scheduler(5)
    const drafted = await run(batched.made)
    expect(texts(drafted)).toEqual(texts(alone))
    expect(drafted.some(({ speculation }) => (speculation?.accepted ?? 0) > 0)).toBe(true)
    // A random model seldom has an allowed token among its four best ones.
    expect(batched.logitSteps()).toBeGreaterThan(0)

    const all = await scheduler(12, { candidates: 257 })
    expect(texts(await run(all.made))).toEqual(texts(alone))
    expect(all.logitSteps()).toBe(0)

    const tight = await scheduler(6, { blocks: 12 })
    expect(texts(await run(tight.made))).toEqual(texts(alone))
  })

  test('a request without a constraint fails, so that no output is free by mistake', async () => {
    const { made } = await scheduler(1)
    const { constraint: _, ...free } = request()
    await expect(made.submit(free, never)).rejects.toThrow(/has no constraint/)
  })
})
