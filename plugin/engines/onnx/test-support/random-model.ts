import path from 'node:path'
import {
  type Graph,
  type GraphConstant,
  type GraphNode,
  type GraphValue,
  writeOnnxFile,
} from './onnx-file.ts'
import { writeTinyModel } from './tiny-model.ts'

const VOCABULARY = 257
const LONGEST = 1024

export interface RandomModel {
  readonly layers?: number
  readonly heads?: number
  readonly cacheHeads?: number
  readonly headSize?: number
  /** Attributes of GroupQueryAttention; a value other than the default is not supported. */
  readonly softcap?: number
  /** Weights of the products: floats, or 8 bits in blocks of 32. */
  readonly weights?: 'float' | 'blocks8'
  /** With blocks: 4 is int8 matmul, 1 multiplies floats. Default 4. */
  readonly accuracyLevel?: number
  /**
   * Vectors that are added to queries, keys and values, as in Qwen2.5: to all three at once after a packed product, after
   * three products, or by the products themselves (MatMulNBits, with blocks). Default none.
   */
  readonly bias?: 'packed' | 'separate' | 'fused'
  /** Queries and keys are rotated by nodes before the attention, with `position_ids`. Default: by the attention. */
  readonly rotaryNodes?: boolean
  /** Rows of the embedding and of the logits. Default 257. */
  readonly vocabulary?: number
  /** A reshape before the last product that changes nothing, but that may mix rows as far as the rewriter knows. */
  readonly reshapedRows?: boolean
  readonly seed?: number
  readonly endToken?: number
  /** Name of a file for the weights. Default: they are inside the model. */
  readonly external?: string
}

/**
 * Writes a model folder with a real decoder of the Llama kind whose weights are random: its logits are close to each
 * other, so that a difference in the last bit changes the output. The same seed is the same model. Tokens are bytes, as
 * in {@link writeTinyModel}.
 */
export function writeRandomModel(folder: string, model: RandomModel = {}): string {
  // No token ends a completion, so that every completion has the length that a test requests.
  writeTinyModel(folder, { contextLength: LONGEST, endTokens: model.endToken ?? VOCABULARY })
  writeOnnxFile(path.join(folder, 'onnx/model.onnx'), randomGraph(model), model.external)
  return folder
}

function randomGraph(model: RandomModel): Graph {
  const { layers = 2, heads = 4, cacheHeads = 2, headSize = 16, softcap = 0, bias } = model
  const { vocabulary = VOCABULARY, rotaryNodes = false } = model
  const hidden = heads * headSize
  const inner = 2 * hidden
  const random = generator(model.seed ?? 1)
  const nodes: GraphNode[] = []
  const constants: GraphConstant[] = []
  const inputs: GraphValue[] = [
    { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
    { name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] },
  ]
  const outputs: GraphValue[] = [{ name: 'logits', type: 'float32', shape: ['batch', 'length', vocabulary] }]
  const matrix = (name: string, rows: number, columns: number, size: number): string => {
    constants.push({
      name,
      shape: [rows, columns],
      data: Float32Array.from({ length: rows * columns }, () => random() * size),
    })
    return name
  }
  if (rotaryNodes) inputs.push({ name: 'position_ids', type: 'int64', shape: ['batch', 'length'] })
  const vector = (name: string, length: number): string => {
    constants.push({ name, shape: [length], data: Float32Array.from({ length }, () => random()) })
    return name
  }
  const product = (name: string, input: string, rows: number, columns: number, added = ''): string => {
    if (model.weights !== 'blocks8') {
      const weights = matrix(name, rows, columns, 2 / Math.sqrt(rows))
      nodes.push({ type: 'MatMul', inputs: [input, weights], outputs: [`${name}/out`] })
      return `${name}/out`
    }
    const blocks = rows / 32
    constants.push(
      {
        name,
        shape: [columns, blocks, 32],
        data: Uint8Array.from({ length: rows * columns }, () => 128 + Math.round(127 * random())),
      },
      {
        name: `${name}/scales`,
        shape: [columns, blocks],
        data: Float32Array.from(
          { length: columns * blocks },
          () => (1 + random() / 2) / 60 / Math.sqrt(rows),
        ),
      },
    )
    nodes.push({
      type: 'MatMulNBits',
      domain: 'com.microsoft',
      inputs: [input, name, `${name}/scales`, ...(added === '' ? [] : ['', '', added])],
      outputs: [`${name}/out`],
      attributes: { K: rows, N: columns, bits: 8, block_size: 32, accuracy_level: model.accuracyLevel ?? 4 },
    })
    return `${name}/out`
  }
  const norm = (name: string, input: string): string => {
    constants.push({
      name,
      shape: [hidden],
      data: Float32Array.from({ length: hidden }, () => 1 + random() / 4),
    })
    nodes.push({
      type: 'SimplifiedLayerNormalization',
      inputs: [input, name],
      outputs: [`${name}/out`],
      attributes: { axis: -1 },
    })
    return `${name}/out`
  }
  const add = (name: string, a: string, b: string): string => {
    nodes.push({ type: 'Add', inputs: [a, b], outputs: [name] })
    return name
  }

  constants.push(
    { name: 'one', shape: [1], data: BigInt64Array.of(1n) },
    { name: 'one_scalar', shape: [], data: BigInt64Array.of(1n) },
  )
  for (const [name, turn] of [
    ['cos_cache', Math.cos],
    ['sin_cache', Math.sin],
  ] as const) {
    const half = headSize / 2
    const data = Float32Array.from({ length: LONGEST * half }, (_, at) =>
      turn(Math.floor(at / half) / 10_000 ** ((at % half) / half)),
    )
    constants.push({ name, shape: [LONGEST, half], data })
  }
  nodes.push(
    {
      type: 'ReduceSum',
      inputs: ['attention_mask', 'one'],
      outputs: ['lengths'],
      attributes: { keepdims: 0 },
    },
    { type: 'Sub', inputs: ['lengths', 'one_scalar'], outputs: ['last_positions'] },
    { type: 'Cast', inputs: ['last_positions'], outputs: ['lengths_32'], attributes: { to: 6 } },
    { type: 'Shape', inputs: ['attention_mask'], outputs: ['mask_shape'] },
    { type: 'Gather', inputs: ['mask_shape', 'one_scalar'], outputs: ['total'], attributes: { axis: 0 } },
    { type: 'Cast', inputs: ['total'], outputs: ['total_32'], attributes: { to: 6 } },
    {
      type: 'Gather',
      inputs: [matrix('embedding', vocabulary, hidden, 1), 'input_ids'],
      outputs: ['embedded'],
      attributes: { axis: 0 },
    },
  )
  let state = 'embedded'
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string): string => `layer.${layer}.${part}`
    const shape = ['batch', cacheHeads, 'past', headSize]
    const cache = ['key', 'value'].map((role) => {
      inputs.push({ name: `past_key_values.${layer}.${role}`, type: 'float32', shape })
      outputs.push({ name: `present.${layer}.${role}`, type: 'float32', shape })
      return { past: `past_key_values.${layer}.${role}`, present: `present.${layer}.${role}` }
    })
    const before = norm(name('norm1'), state)
    const sizes = [heads * headSize, cacheHeads * headSize, cacheHeads * headSize]
    const projection = (part: string, size: number): string => {
      if (bias === undefined) return product(name(part), before, hidden, size)
      const added = vector(name(`${part}.bias`), size)
      return bias === 'fused'
        ? product(name(part), before, hidden, size, added)
        : add(name(`${part}.sum`), product(name(part), before, hidden, size), added)
    }
    const projected =
      bias === 'separate' || rotaryNodes
        ? ['q', 'k', 'v'].map((part, index) => projection(part, sizes[index] ?? 0))
        : [projection('qkv', (heads + 2 * cacheHeads) * headSize), '', '']
    const queryKeyValue = projected.map((input, index) => {
      if (!rotaryNodes || index > 1) return input
      nodes.push({
        type: 'RotaryEmbedding',
        domain: 'com.microsoft',
        inputs: [input, 'position_ids', 'cos_cache', 'sin_cache'],
        outputs: [`${input}/rotated`],
        attributes: { interleaved: 0 },
      })
      return `${input}/rotated`
    })
    nodes.push({
      type: 'GroupQueryAttention',
      domain: 'com.microsoft',
      inputs: [
        ...queryKeyValue,
        ...cache.map(({ past }) => past),
        'lengths_32',
        'total_32',
        ...(rotaryNodes ? [] : ['cos_cache', 'sin_cache']),
      ],
      outputs: [name('attention'), ...cache.map(({ present }) => present)],
      attributes: {
        num_heads: heads,
        kv_num_heads: cacheHeads,
        do_rotary: rotaryNodes ? 0 : 1,
        rotary_interleaved: 0,
      },
      floats: { softcap },
    })
    state = add(name('residual1'), state, product(name('o'), name('attention'), hidden, hidden))
    const normed = norm(name('norm2'), state)
    const gate = product(name('gate'), normed, hidden, inner)
    nodes.push(
      { type: 'Sigmoid', inputs: [gate], outputs: [name('sigmoid')] },
      { type: 'Mul', inputs: [gate, name('sigmoid')], outputs: [name('silu')] },
      {
        type: 'Mul',
        inputs: [name('silu'), product(name('up'), normed, hidden, inner)],
        outputs: [name('gated')],
      },
    )
    state = add(name('residual2'), state, product(name('down'), name('gated'), inner, hidden))
  }
  let normed = norm('norm', state)
  if (model.reshapedRows === true) {
    constants.push({ name: 'same_shape', shape: [3], data: BigInt64Array.of(0n, 0n, -1n) })
    nodes.push({ type: 'Reshape', inputs: [normed, 'same_shape'], outputs: ['reshaped'] })
    normed = 'reshaped'
  }
  nodes.push({
    type: 'Identity',
    inputs: [product('head', normed, hidden, vocabulary)],
    outputs: ['logits'],
  })
  return { nodes, inputs, outputs, constants }
}

/** Uniform numbers from −1 to 1. Source: Marsaglia's xorshift, 32 bits. */
function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state | 0) / 2 ** 31
  }
}
