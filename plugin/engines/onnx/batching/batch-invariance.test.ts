import * as onnx from 'onnxruntime-node'
import { afterAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { BLOCK } from '../graph/paged-attention.ts'
import type { RandomModel } from '../test-support/random-model.ts'
import { openRandomModel } from '../test-support/random-session.ts'
import { PagedDecoder, PREFILL_CHUNK } from './batched-decoder.ts'
import { type CachedSequence, KvCache } from './kv-cache.ts'

const root = temporaryFolder()
const VOCABULARY = 257
const decoders: PagedDecoder[] = []
afterAll(async () => {
  for (const decoder of decoders) await decoder.close()
})

async function open(
  model: RandomModel,
  threads: number,
  int8: 'none' | 'quantized',
  dequantize = true,
): Promise<PagedDecoder> {
  const { graph, session } = await openRandomModel(root, model, threads, { int8, dequantize })
  const decoder = new PagedDecoder(onnx, session, new KvCache(graph.shape, 33, 200))
  decoder.keepLogits = true
  decoders.push(decoder)
  return decoder
}

/** A sequence of which every token is given, so that only logits can differ. */
interface Script {
  readonly prompt: readonly number[]
  readonly answer: readonly number[]
}

let state = 7
const number = (below: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return state % below
}
const tokens = (count: number): number[] => Array.from({ length: count }, () => number(VOCABULARY))
/** Lengths around the borders of blocks and chunks. */
const LENGTHS = [
  1,
  2,
  5,
  BLOCK - 1,
  BLOCK,
  BLOCK + 1,
  100,
  PREFILL_CHUNK - 1,
  PREFILL_CHUNK,
  PREFILL_CHUNK + 1,
  330,
]
/** One of each length, and short ones that fill the batch. */
const SCRIPTS: Script[] = Array.from({ length: 32 }, (_, index) => ({
  prompt: tokens(LENGTHS[index] ?? LENGTHS[index % 6] ?? 1),
  answer: tokens(6 + number(8)),
}))

const bits = (logits: Float32Array, row: number): Buffer =>
  Buffer.from(logits.slice(row * VOCABULARY, (row + 1) * VOCABULARY).buffer)

async function prefill(decoder: PagedDecoder, prompt: readonly number[]): Promise<[CachedSequence, Buffer]> {
  const sequence = decoder.kvCache.open()
  let logits = new Float32Array()
  for (let from = 0; from < prompt.length; from += PREFILL_CHUNK) {
    const chunk = prompt.slice(from, from + PREFILL_CHUNK)
    const step = await decoder.prefill(sequence, chunk)
    for (const index of chunk.keys()) decoder.kvCache.append(sequence, step.cache, index)
    logits = Float32Array.from(step.logits ?? [])
  }
  return [sequence, bits(logits, 0)]
}

/** The logits after every token, all bits of them, of scripts that run `rows` at a time with up to `most` tokens a step. */
async function run(
  decoder: PagedDecoder,
  scripts: readonly Script[],
  rows: number,
  most: number,
): Promise<Map<Script, Buffer[]>> {
  const seen = new Map<Script, Buffer[]>()
  const queue = [...scripts]
  const open: { script: Script; sequence: CachedSequence; at: number }[] = []
  while (queue.length > 0 || open.length > 0) {
    while (open.length < rows) {
      const script = queue.shift()
      if (script === undefined) break
      const [sequence, first] = await prefill(decoder, script.prompt)
      seen.set(script, [first])
      open.push({ script, sequence, at: 0 })
    }
    const parts = open
      .map((each) => {
        const room = Math.min(BLOCK - (each.sequence.length % BLOCK), each.script.answer.length - each.at)
        return {
          each,
          sequence: each.sequence,
          tokens: each.script.answer.slice(each.at, each.at + Math.min(room, 1 + number(most))),
        }
      })
      .sort((a, b) => a.sequence.slot - b.sequence.slot)
    const { logits, cache } = await decoder.step(parts)
    let row = 0
    for (const { each, tokens: given } of parts) {
      // Some of a step's tokens are rolled back, like rejected draft tokens.
      const kept = 1 + number(given.length)
      for (let index = 0; index < given.length; index++, row++) {
        if (index >= kept) continue
        seen.get(each.script)?.push(bits(logits ?? new Float32Array(), row))
        decoder.kvCache.append(each.sequence, cache, row)
        each.at++
      }
    }
    for (const each of [...open]) {
      if (each.at < each.script.answer.length) continue
      decoder.kvCache.close(each.sequence)
      open.splice(open.indexOf(each), 1)
    }
  }
  return seen
}

function differing(a: Map<Script, Buffer[]>, b: Map<Script, Buffer[]>): number {
  let count = 0
  for (const [script, rows] of a) {
    const others = b.get(script) ?? []
    expect(others).toHaveLength(rows.length)
    for (const [index, row] of rows.entries()) if (!row.equals(others[index] ?? Buffer.alloc(0))) count++
  }
  return count
}

async function expectSameBits(
  model: RandomModel,
  threads: number,
  int8: 'none' | 'quantized' = 'none',
  dequantize = true,
): Promise<void> {
  const decoder = await open(model, threads, int8, dequantize)
  const alone = await run(decoder, SCRIPTS, 1, 1)
  expect(differing(alone, await run(decoder, SCRIPTS, 1, 5))).toBe(0)
  expect(differing(alone, await run(decoder, SCRIPTS.toReversed(), 8, 9))).toBe(0)
  expect(differing(alone, await run(decoder, SCRIPTS, 32, 1))).toBe(0)
  expect(differing(alone, await run(decoder, SCRIPTS.toReversed(), 32, 4))).toBe(0)
}

describe('every bit of the logits is the same alone and in batches, in any order, with draft tokens and without', () => {
  test.each<[string, RandomModel]>([
    ['floats', {}],
    ['8 bits in blocks', { weights: 'blocks8' }],
    ['8 bits, expanded', { weights: 'blocks8', accuracyLevel: 1 }],
    ['one head, one of the cache', { heads: 1, cacheHeads: 1, headSize: 32 }],
    ['nine heads on three', { heads: 9, cacheHeads: 3, headSize: 32 }],
  ])('%s', (_, model) => expectSameBits(model, 2))

  test('8 bits that stay as they are, as on Arm', () =>
    expectSameBits({ weights: 'blocks8', accuracyLevel: 1 }, 2, 'none', false))

  test('bytes', () => expectSameBits({ weights: 'blocks8' }, 2, 'quantized'))

  test('with one thread', () => expectSameBits({}, 1))
})

test('another prompt gives another completion', async () => {
  // If all logits were equal for all prompts, the tests above would prove nothing.
  const decoder = await open({}, 1, 'none')
  const [first, second] = await Promise.all(
    [
      [1, 2, 3],
      [1, 2, 4],
    ].map(async (prompt) => (await run(decoder, [{ prompt, answer: [5] }], 1, 1)).values().next().value),
  )
  expect(first?.[0]?.equals(second?.[0] ?? Buffer.alloc(0))).toBe(false)
})
