import * as onnx from 'onnxruntime-node'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { DECODER } from '../graph/rewrite-decoder.ts'
import type { RandomModel } from '../test-support/random-model.ts'
import { openRandomModel } from '../test-support/random-session.ts'
import { PagedDecoder, PREFILL_CHUNK } from './batched-decoder.ts'
import { KvCache } from './kv-cache.ts'
import { resumeColumns } from './resumed-chunk.ts'

const root = temporaryFolder()
const decoders: PagedDecoder[] = []
afterAll(async () => {
  for (const decoder of decoders) await decoder.close()
})

interface Opened {
  readonly decoder: PagedDecoder
  /** Whether the last layer computes only the rows that are needed. */
  readonly isTrimmed: boolean
}

async function open(model: RandomModel, int8: 'none' | 'quantized', columns: boolean): Promise<Opened> {
  const { graph, session } = await openRandomModel(root, model, 1, { int8 })
  const fewest = columns ? resumeColumns(graph.shape, 1) : null
  const decoder = new PagedDecoder(onnx, session, new KvCache(graph.shape, 3, 40), fewest)
  decoder.keepLogits = true
  decoders.push(decoder)
  return { decoder, isTrimmed: session.inputNames.includes(DECODER.lastRows) }
}

/** Logits after each chunk of a prompt and after a step of three tokens, and all new keys and values. */
async function outputs({ decoder }: Opened, length: number): Promise<Buffer[]> {
  const prompt = Array.from({ length }, (_, index) => (index * 7919 + length) % 257)
  const sequence = decoder.kvCache.open()
  const found: Buffer[] = []
  const keep = (...values: (Float32Array | null)[]): void => {
    for (const each of values) found.push(Buffer.from(Float32Array.from(each ?? []).buffer))
  }
  for (let from = 0; from < length; from += PREFILL_CHUNK) {
    const chunk = prompt.slice(from, from + PREFILL_CHUNK)
    const { logits, cache } = await decoder.prefill(sequence, chunk)
    keep(logits, cache)
    for (const index of chunk.keys()) decoder.kvCache.append(sequence, cache, index)
  }
  const { logits, cache } = await decoder.step([{ sequence, tokens: [5, 6, 7] }])
  keep(logits, cache)
  decoder.kvCache.close(sequence)
  return found
}

test.each<[string, RandomModel, 'none' | 'quantized']>([
  ['floats', {}, 'none'],
  ['nine heads on three', { heads: 9, cacheHeads: 3, headSize: 32 }, 'none'],
  ['8 bits, expanded', { weights: 'blocks8', accuracyLevel: 1 }, 'none'],
  ['8 bits in blocks', { weights: 'blocks8' }, 'none'],
  ['bytes', { weights: 'blocks8' }, 'quantized'],
  ['one layer', { layers: 1 }, 'none'],
])('rows that the last layer leaves out change no bit of the others: %s', async (_, model, int8) => {
  const whole = await open({ ...model, reshapedRows: true }, int8, true)
  expect(whole.isTrimmed).toBe(false)
  for (const columns of [true, false]) {
    const trimmed = await open(model, int8, columns)
    expect(trimmed.isTrimmed).toBe(true)
    for (const length of [1, 2, 19, 61, 128, 200, PREFILL_CHUNK + 1, PREFILL_CHUNK + 120]) {
      const [expected, received] = [await outputs(whole, length), await outputs(trimmed, length)]
      expect(received.map((each, index) => each.equals(expected[index] ?? Buffer.alloc(0)))).toEqual(
        expected.map(() => true),
      )
    }
  }
})
