import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as onnx from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { PagedDecoder } from '../batching/batched-decoder.ts'
import { KvCache } from '../batching/kv-cache.ts'
import { type RandomModel, writeRandomModel } from '../test-support/random-model.ts'
import { writeTinyModel } from '../test-support/tiny-model.ts'
import { packConstants } from './pack-constants.ts'
import { readOnnx } from './read-onnx.ts'
import { type RewriteOptions, rewriteDecoder } from './rewrite-decoder.ts'
import { writeOnnx } from './write-onnx.ts'

const root = temporaryFolder()
let models = 0
function modelFile(model: RandomModel = {}): string {
  return path.join(writeRandomModel(path.join(root, `model-${++models}`), model), 'onnx/model.onnx')
}

const PROMPT = [5, 80, 200, 17, 17, 5, 80, 9]

/** Logits after the prompt by the model's own graph. */
async function ownLogits(file: string): Promise<Float32Array> {
  const session = await onnx.InferenceSession.create(file, { intraOpNumThreads: 1 })
  const feeds: Record<string, onnx.Tensor> = {}
  for (const input of session.inputMetadata) {
    if (!input.isTensor || !input.name.startsWith('past')) continue
    const [, heads, , size] = input.shape
    feeds[input.name] = new onnx.Tensor('float32', new Float32Array(), [1, Number(heads), 0, Number(size)])
  }
  const count = PROMPT.length
  feeds.input_ids = new onnx.Tensor('int64', BigInt64Array.from(PROMPT, BigInt), [1, count])
  if (session.inputNames.includes('position_ids'))
    feeds.position_ids = new onnx.Tensor('int64', BigInt64Array.from(PROMPT.keys(), BigInt), [1, count])
  feeds.attention_mask = new onnx.Tensor('int64', new BigInt64Array(count).fill(1n), [1, count])
  const { logits } = await session.run(feeds)
  await session.release()
  if (!(logits?.data instanceof Float32Array)) throw new Error('no logits')
  return logits.data.slice(-logits.data.length / count)
}

async function rewrittenDecoder(file: string, options: RewriteOptions): Promise<PagedDecoder> {
  const rewritten = rewriteDecoder(await readOnnx(file), options)
  const folder = path.dirname(file)
  const model = await packConstants(rewritten, path.join(folder, 'packed.bin'))
  const session = await onnx.InferenceSession.create(writeOnnx(model, folder), {
    intraOpNumThreads: 1,
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  })
  const decoder = new PagedDecoder(onnx, session, new KvCache(rewritten.shape, 2, 4))
  decoder.keepLogits = true
  return decoder
}

/** The same by the rewritten graph: half of the prompt at once, the rest token by token. */
async function rewrittenLogits(file: string, options: RewriteOptions = {}): Promise<Float32Array> {
  const decoder = await rewrittenDecoder(file, options)
  const store = decoder.kvCache
  const sequence = store.open()
  const first = await decoder.prefill(sequence, PROMPT.slice(0, 4))
  for (let row = 0; row < 4; row++) store.append(sequence, first.cache, row)
  let logits = new Float32Array()
  for (const token of PROMPT.slice(4)) {
    const step = await decoder.step([{ sequence, tokens: [token] }])
    store.append(sequence, step.cache, 0)
    logits = (step.logits ?? logits).slice(0, (step.logits?.length ?? 0) / 2)
  }
  await decoder.close()
  return logits
}

function farthest(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? Number.NaN))), 0)
}

describe('a rewritten decoder', () => {
  test.each<[string, RandomModel]>([
    ['two heads for each of the cache', {}],
    ['every head its own', { heads: 2, cacheHeads: 2 }],
    ['one head for all', { heads: 3, cacheHeads: 1, headSize: 32 }],
    ['five layers', { layers: 5 }],
    // The shapes of Qwen2.5-0.5B: seven query heads for each of the cache, vectors added to queries, keys and values.
    ['a bias after a packed product', { heads: 14, cacheHeads: 2, bias: 'packed' }],
    ['a bias after three products', { heads: 14, cacheHeads: 2, bias: 'separate' }],
    ['a bias in the product of 8 bits', { heads: 4, weights: 'blocks8', accuracyLevel: 1, bias: 'fused' }],
    ['queries and keys that nodes rotate', { bias: 'separate', rotaryNodes: true }],
    ['a vocabulary of 151,936 tokens', { layers: 1, heads: 2, vocabulary: 151_936, bias: 'packed' }],
    ['8 bits that are expanded', { weights: 'blocks8', accuracyLevel: 1 }],
  ])('computes what the original computes: %s', async (_, model) => {
    const file = modelFile(model)
    expect(farthest(await rewrittenLogits(file), await ownLogits(file))).toBeLessThan(1e-4)
  })

  test('weights in 8 bits are expanded once, but not those that are multiplied as bytes', async () => {
    const products = async (model: RandomModel, options?: RewriteOptions): Promise<string[]> => {
      const rewritten = rewriteDecoder(await readOnnx(modelFile(model)), options)
      const types = rewritten.model.nodes.map(({ type }) => type).filter((type) => type.startsWith('MatMul'))
      return [rewritten.expanded ? 'expanded' : 'as they are', ...new Set(types)]
    }
    expect(await products({ weights: 'blocks8', accuracyLevel: 1 })).toEqual(['expanded', 'MatMul'])
    expect(await products({ weights: 'blocks8' })).toEqual(['as they are', 'MatMulNBits', 'MatMul'])
    expect(await products({ weights: 'blocks8', accuracyLevel: 1 }, { dequantize: false })).toEqual([
      'as they are',
      'MatMulNBits',
      'MatMul',
    ])
    expect(await products({})).toEqual(['as they are', 'MatMul'])
    expect(await products({ weights: 'blocks8', accuracyLevel: 1 }, { int8: 'all' })).toContain(
      'MatMulIntegerToFloat',
    )
  })

  test('a bias in the product is added to the expanded product and to that of bytes', async () => {
    const file = modelFile({ weights: 'blocks8', accuracyLevel: 1, bias: 'fused' })
    for (const int8 of ['none', 'quantized'] as const) {
      const { model } = rewriteDecoder(await readOnnx(file), { int8 })
      expect(model.nodes.map(({ type }) => type)).not.toContain('MatMulNBits')
    }
    const own = await ownLogits(file)
    const spread = Math.max(...own) - Math.min(...own)
    expect(farthest(await rewrittenLogits(file, { int8: 'quantized' }), own)).toBeLessThan(spread / 20)
  })

  test('the most likely of 151,936 tokens are those with the largest logits, in their order', async () => {
    const file = modelFile({ layers: 1, heads: 2, vocabulary: 151_936, bias: 'packed' })
    const decoder = await rewrittenDecoder(file, { candidates: 16 })
    const { next, logits } = await decoder.prefill(decoder.kvCache.open(), PROMPT)
    const largest = [...(logits ?? []).keys()].sort(
      (a, b) => (logits?.[b] ?? 0) - (logits?.[a] ?? 0) || a - b,
    )
    expect(next.candidates(0)).toEqual(largest.slice(0, 16))
    await decoder.close()
  })

  test('with bytes it is near', async () => {
    const file = modelFile({ weights: 'blocks8' })
    const own = await ownLogits(file)
    const spread = Math.max(...own) - Math.min(...own)
    expect(farthest(await rewrittenLogits(file, { int8: 'quantized' }), own)).toBeLessThan(spread / 20)
    const floats = modelFile()
    expect(farthest(await rewrittenLogits(floats, { int8: 'all' }), await ownLogits(floats))).toBeLessThan(
      spread / 20,
    )
  })

  test('reads weights next to the graph', async () => {
    const file = modelFile()
    const model = await readOnnx(file)
    const folder = path.join(root, 'external')
    mkdirSync(folder)
    // The original file serves as the data file of a graph that names places in it.
    copyFileSync(file, path.join(folder, 'weights.data'))
    const constants = model.constants.map((each) =>
      each.data.kind === 'file'
        ? { ...each, data: { ...each.data, file: path.join(folder, 'weights.data') } }
        : each,
    )
    const outside = path.join(folder, 'model.onnx')
    writeFileSync(outside, writeOnnx({ ...model, constants }, folder))
    expect(readFileSync(outside).length).toBeLessThan(readFileSync(file).length / 2)
    expect(farthest(await rewrittenLogits(outside), await ownLogits(file))).toBeLessThan(1e-4)
  })

  test.each<[string, RegExp, () => string]>([
    ['attention with a soft cap', /softcap 20/, () => modelFile({ softcap: 20 })],
    [
      'attention of another kind',
      /no GroupQueryAttention/,
      () => path.join(writeTinyModel(path.join(root, 'tiny')), 'onnx/model.onnx'),
    ],
  ])('refuses %s', async (_, message, file) => {
    const model = await readOnnx(file())
    expect(() => rewriteDecoder(model)).toThrow(message)
  })

  test('a file that is no graph, or half of one, is refused while it is read', async () => {
    const file = path.join(root, 'broken.onnx')
    writeFileSync(file, 'version https://git-lfs.github.com/spec/v1')
    await expect(readOnnx(file)).rejects.toThrow(/./)
    writeFileSync(file, readFileSync(modelFile()).subarray(0, 30_000))
    await expect(readOnnx(file)).rejects.toThrow(RangeError)
  })
})
