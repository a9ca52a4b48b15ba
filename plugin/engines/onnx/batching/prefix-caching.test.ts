import fc from 'fast-check'
import * as onnx from 'onnxruntime-node'
import { afterAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { BLOCK } from '../graph/paged-attention.ts'
import type { RandomModel } from '../test-support/random-model.ts'
import { openRandomModel } from '../test-support/random-session.ts'
import { PagedDecoder, PREFILL_CHUNK } from './batched-decoder.ts'
import { KvCache } from './kv-cache.ts'
import { resumeColumns, reusableBlocks } from './resumed-chunk.ts'

const root = temporaryFolder()
const VOCABULARY = 257
const decoders: PagedDecoder[] = []
afterAll(async () => {
  for (const decoder of decoders) await decoder.close()
})

async function open(
  model: RandomModel,
  threads: number,
  int8: 'none' | 'quantized' = 'none',
): Promise<(blocks: number) => PagedDecoder> {
  const { graph, session } = await openRandomModel(root, model, threads, { int8 })
  const columns = resumeColumns(graph.shape, threads)
  const decoder = (blocks: number): PagedDecoder => {
    const made = new PagedDecoder(onnx, session, new KvCache(graph.shape, 4, blocks), columns)
    made.keepLogits = true
    return made
  }
  decoders.push(decoder(1))
  return decoder
}

/** All bits of the logits after a prompt and after each of the tokens that follow it; and the positions that were reused. */
async function logitsAfter(
  decoder: PagedDecoder,
  prompt: readonly number[],
  following: readonly number[],
  caches: boolean,
): Promise<{ bits: Buffer; reused: number }> {
  const { kvCache } = decoder
  const sequence = kvCache.open()
  const reused = caches ? kvCache.reuse(sequence, prompt, reusableBlocks(prompt.length, PREFILL_CHUNK)) : 0
  const rows: Float32Array[] = []
  while (sequence.length < prompt.length) {
    const from = sequence.length
    const chunk = prompt.slice(from, from - (from % PREFILL_CHUNK) + PREFILL_CHUNK)
    const { cache, logits } = await decoder.prefill(sequence, chunk)
    for (const index of chunk.keys()) expect(kvCache.append(sequence, cache, index)).toBe(true)
    if (sequence.length === prompt.length) rows.push(Float32Array.from(logits ?? []))
  }
  if (caches) kvCache.remember(sequence, prompt)
  for (const token of following) {
    const { cache, logits } = await decoder.step([{ sequence, tokens: [token] }])
    rows.push((logits ?? new Float32Array()).slice(0, VOCABULARY))
    kvCache.append(sequence, cache, 0)
  }
  kvCache.close(sequence)
  return { bits: Buffer.concat(rows.map((each) => new Uint8Array(each.buffer))), reused }
}

const tokens = (seed: number, count: number): number[] =>
  Array.from(
    { length: count },
    (_, index) => (Math.imul(seed * 7919 + index, 2_654_435_761) >>> 8) % VOCABULARY,
  )

/** Two texts that prompts begin with, and lengths around the borders of blocks and chunks. */
const COMMON = [tokens(1, 700), tokens(2, 700)]
const LENGTHS = [1, 2, 5, BLOCK - 1, BLOCK, BLOCK + 1, 130, 192, 193, 255, 256, 257, 320, 449, 511, 512, 513]
const prompts = fc.record({
  common: fc.nat(COMMON.length - 1),
  shared: fc.oneof(fc.constantFrom(...LENGTHS), fc.integer({ min: 0, max: 600 })),
  own: fc.oneof(fc.constantFrom(1, 2, 3, BLOCK), fc.integer({ min: 1, max: 150 })),
  seed: fc.integer({ min: 3, max: 9 }),
})

describe('every bit of the logits is the same with prefix caching and without', () => {
  test.each<[string, RandomModel, number, ('none' | 'quantized')?]>([
    ['floats', {}, 2],
    ['one thread', {}, 1],
    ['more threads than CPUs', {}, 4],
    ['every head its own', { heads: 8, cacheHeads: 8, headSize: 32 }, 2],
    ['two heads, both their own', { heads: 2, cacheHeads: 2, headSize: 32 }, 2],
    ['nine heads on three', { heads: 9, cacheHeads: 3, headSize: 32 }, 2],
    ['8 bits in blocks', { weights: 'blocks8' }, 2],
    ['8 bits, expanded', { weights: 'blocks8', accuracyLevel: 1 }, 2],
    ['bytes', { weights: 'blocks8' }, 2, 'quantized'],
  ])('%s', async (_, model, threads, int8) => {
    const decoder = await open(model, threads, int8)
    const plain = decoder(40)
    let reused = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(prompts, { minLength: 2, maxLength: 6 }),
        // From so few blocks that stored ones are evicted to enough for all.
        fc.integer({ min: 14, max: 60 }),
        async (list, blocks) => {
          const caching = decoder(blocks)
          for (const { common, shared, own, seed } of list) {
            const prompt = [...(COMMON[common] ?? []).slice(0, shared), ...tokens(seed, own)]
            const following = tokens(seed + 20, 3)
            const cached = await logitsAfter(caching, prompt, following, true)
            const computed = await logitsAfter(plain, prompt, following, false)
            expect(cached.bits.equals(computed.bits)).toBe(true)
            reused += cached.reused
          }
          expect(caching.kvCache.freeBlocks).toBe(blocks)
        },
      ),
      { numRuns: 4, seed: 15 },
    )
    expect(reused).toBeGreaterThan(0)
    // Every place in a chunk where a prompt may resume, with few tokens after it.
    const caching = decoder(40)
    await logitsAfter(caching, COMMON[0] ?? [], [], true)
    for (let block = 1; block <= 8; block++) {
      for (const own of [1, 2, 11, 67]) {
        const prompt = [...(COMMON[0] ?? []).slice(0, block * BLOCK), ...tokens(3, own)]
        const cached = await logitsAfter(caching, prompt, [], true)
        expect(cached.reused).toBeGreaterThanOrEqual((block - 1) * BLOCK)
        expect(cached.bits.equals((await logitsAfter(plain, prompt, [], false)).bits)).toBe(true)
      }
    }
  })
})
