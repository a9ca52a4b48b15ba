import type { AttentionNode } from './find-attention.ts'
import { type GraphBuilder, MICROSOFT } from './graph-builder.ts'
import { ELEMENT } from './onnx-model.ts'

/** Positions in one block of the cache. A step never crosses a block boundary. */
export const BLOCK = 64

/** Names of the inputs that all layers share; `batching/step-inputs.ts` builds them. */
export const SHARED = {
  positions: 'position_ids',
  /** Rows of queries by `[sequence, head, step token]`. */
  queryRows: 'edgejson/query_rows',
  /** The position of each new key and value: `[token, head, (sequence, head, slot)]`. */
  slots: 'edgejson/slots',
  /** 0, or a large negative number where a local slot is masked for a query. */
  mask: 'edgejson/mask',
  /** Which sequence a block of the pool belongs to. */
  owners: 'edgejson/owners',
  /** The blocks of each sequence, local ones numbered before those of the pool; padded with its own open block. */
  maxBlocks: 'edgejson/max_blocks',
  /** The same, padded with a block of zeros. */
  sumBlocks: 'edgejson/sum_blocks',
  /** A column of ones for the slots of a block of the pool. */
  poolOnes: 'edgejson/pool_ones',
  /** A row of ones as long as the list of blocks. */
  ones: 'edgejson/ones',
  /** Rows of the attention's result by `[token, head]`. */
  resultRows: 'edgejson/result_rows',
} as const

/** Which queries a layer computes, and which rows of its result are returned. */
export interface QueryInputs {
  readonly queryRows: string
  readonly mask: string
  readonly resultRows: string
}

/** The same of the last layer where it has inputs of its own. */
export const LAST_QUERIES: QueryInputs = {
  queryRows: 'edgejson/last_query_rows',
  mask: 'edgejson/last_mask',
  resultRows: 'edgejson/last_result_rows',
}

/** Names of one layer's cache. */
export interface LayerCache {
  /** `[sequences, heads, slots, head size]` */
  readonly localKeys: string
  /** `[sequences, heads, slots, head size + 1]`; the last column is 1 in slots that are taken. */
  readonly localValues: string
  /** `[blocks, heads, slots, head size]` */
  readonly poolKeys: string
  /** `[blocks, heads, head size + 1, slots]` */
  readonly poolValues: string
}

export function layerCache(layer: number): LayerCache {
  const name = (part: string): string => `edgejson/${part}.${layer}`
  return {
    localKeys: name('local_keys'),
    localValues: name('local_values'),
    poolKeys: name('pool_keys'),
    poolValues: name('pool_values'),
  }
}

/**
 * Attention over a cache in blocks, in place of GroupQueryAttention. Returns the names of the new keys and values, `[1,
 * tokens, heads × head size]`; the attention's result keeps its name.
 *
 * The tokens of all sequences are in one row. Keys and values of a sequence are in blocks of equal size. Complete
 * blocks are in a pool that is only read; the last, open block ("local") is separate, and new keys and values are
 * written to it first. So each position is always summed in the same block and slot, whatever the number of tokens and
 * the other sequences of a step. Padding has weight 0, and adding 0 changes no bit. Scores are transposed, `[slot,
 * query]`: the matrix product then reads the long operand in place, without packing it. The softmax's denominator is
 * summed by the same product, through a column of ones.
 *
 * @param inputs the names of its queries' inputs: those that all layers share, or {@link LAST_QUERIES}
 */
export function addPagedAttention(
  graph: GraphBuilder,
  attention: AttentionNode,
  layer: number,
  inputs: QueryInputs = SHARED,
): { keys: string; values: string } {
  const { node, heads, cacheHeads, headSize, scale } = attention
  const group = heads / cacheHeads
  const cache = layerCache(layer)
  declare(graph, attention, cache)
  declareQueries(graph, attention, inputs)
  const product = (factors: readonly string[], attributes: Record<string, number>, factor = 1): string =>
    graph.add('FusedMatMul', factors, {
      domain: MICROSOFT,
      attributes: { ...attributes, alpha: { float: factor } },
    })
  const gather = (table: string, rows: string): string =>
    graph.add('Gather', [table, rows], { attributes: { axis: 0 } })

  const { query, keys, values } = projections(graph, attention)

  const queryRows = gather(graph.reshape(query, [-1, group * headSize]), inputs.queryRows)
  const queries = graph.reshape(queryRows, [0, 0, -1, headSize])
  const put = (table: string, rows: string): string => graph.add('ScatterND', [table, SHARED.slots, rows])
  const localKeys = put(cache.localKeys, graph.reshape(keys, [-1, cacheHeads, headSize]))
  const counted = graph.add('Pad', [
    graph.reshape(values, [-1, cacheHeads, headSize]),
    graph.integers([0, 0, 0, 0, 0, 1]),
    graph.float(1),
  ])
  const localValues = put(cache.localValues, counted)

  const localScores = graph.add('Add', [product([localKeys, queries], { transB: 1 }, scale), inputs.mask])
  const poolScores = product([cache.poolKeys, gather(queries, SHARED.owners)], { transB: 1 }, scale)

  const peaks = graph.add(
    'Concat',
    [graph.reduceMax(localScores, 2, true), graph.reduceMax(poolScores, 2, true)],
    {
      attributes: { axis: 0 },
    },
  )
  const peak = graph.reduceMax(gather(peaks, SHARED.maxBlocks), 1, false)
  const localWeights = graph.add('Exp', [graph.add('Sub', [localScores, peak])])
  // Bit-identical to Sub, which is slower: it processes a row for each slot, and a row may have only three values.
  const spread = product([SHARED.poolOnes, gather(peak, SHARED.owners)], {}, -1)
  const poolWeights = graph.add('Exp', [graph.add('Add', [poolScores, spread])])

  const parts = graph.add(
    'Concat',
    [
      product([localValues, localWeights], { transA: 1 }),
      graph.add('MatMul', [cache.poolValues, poolWeights]),
    ],
    { attributes: { axis: 0 } },
  )
  const ofSequence = graph.reshape(gather(parts, SHARED.sumBlocks), [0, 0, -1])
  const sums = graph.reshape(graph.add('MatMul', [SHARED.ones, ofSequence]), [
    0,
    cacheHeads,
    headSize + 1,
    -1,
  ])
  const [weighted = '', weight = ''] = graph.split(sums, [headSize, 1], 2)
  const mean = graph.add('Transpose', [graph.add('Div', [weighted, weight])], {
    attributes: { perm: [0, 1, 3, 2] },
  })
  const result = gather(graph.reshape(mean, [-1, group * headSize]), inputs.resultRows)
  graph.add('Reshape', [result, graph.integers([1, -1, heads * headSize])], { output: node.outputs[0] ?? '' })
  return { keys, values }
}

function projections(
  graph: GraphBuilder,
  { node, heads, cacheHeads, headSize, rotary, packed }: AttentionNode,
): { query: string; keys: string; values: string } {
  const [first = '', second = '', third = ''] = packed
    ? graph.split(node.inputs[0] ?? '', [heads * headSize, cacheHeads * headSize, cacheHeads * headSize])
    : node.inputs
  if (rotary === null) return { query: first, keys: second, values: third }
  const turn = (input: string, count: number): string =>
    graph.add('RotaryEmbedding', [input, SHARED.positions, rotary.cos, rotary.sin], {
      domain: MICROSOFT,
      attributes: {
        interleaved: rotary.interleaved,
        ...(rotary.size === headSize ? {} : { num_heads: count, rotary_embedding_dim: rotary.size }),
      },
    })
  return { query: turn(first, heads), keys: turn(second, cacheHeads), values: third }
}

function declare(graph: GraphBuilder, { cacheHeads, headSize }: AttentionNode, cache: LayerCache): void {
  const { float32, int32, int64 } = ELEMENT
  graph.input(SHARED.positions, int64, [1, 'tokens'])
  graph.input(SHARED.slots, int64, ['tokens', cacheHeads, 3])
  graph.input(SHARED.owners, int32, ['blocks'])
  graph.input(SHARED.maxBlocks, int32, ['sequences', 'longest'])
  graph.input(SHARED.sumBlocks, int32, ['sequences', 'longest'])
  graph.input(SHARED.poolOnes, float32, ['pool_slots', 1])
  graph.input(SHARED.ones, float32, [1, 'longest'])
  // Sizes that may differ have different names: the runtime assumes that equal names mean equal sizes.
  graph.input(cache.localKeys, float32, ['sequences', cacheHeads, 'local_slots', headSize])
  graph.input(cache.localValues, float32, ['sequences', cacheHeads, 'local_slots', headSize + 1])
  graph.input(cache.poolKeys, float32, ['blocks', cacheHeads, 'pool_slots', headSize])
  graph.input(cache.poolValues, float32, ['blocks', cacheHeads, headSize + 1, 'pool_slots'])
}

function declareQueries(graph: GraphBuilder, { cacheHeads }: AttentionNode, inputs: QueryInputs): void {
  const { float32, int32 } = ELEMENT
  const own = inputs === SHARED ? '' : 'last_'
  graph.input(inputs.queryRows, int32, ['sequences', cacheHeads, `${own}step`])
  graph.input(inputs.mask, float32, ['sequences', 1, 'local_slots', `${own}queries`])
  graph.input(inputs.resultRows, int32, [own === '' ? 'tokens' : 'last_rows', cacheHeads])
}
