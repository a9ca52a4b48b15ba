import type * as Onnx from 'onnxruntime-node'
import { ZERO_POINTS } from '../graph/int8-matmul.ts'
import { BLOCK, LAST_QUERIES, layerCache, SHARED } from '../graph/paged-attention.ts'
import { DECODER } from '../graph/rewrite-decoder.ts'
import type { CachedSequence, KvCache } from './kv-cache.ts'
import { lastQueryCount, queryPositions } from './resumed-chunk.ts'
import {
  type Feeds,
  type GraphSession,
  StepGraph,
  type StepResult,
  type TensorRuntime,
} from './step-graph.ts'
import { type IntegerTensor, lastQueries, type StepSequence, stepFeeds } from './step-inputs.ts'

/** Prompt tokens of one prefill step; a multiple of {@link BLOCK}. */
export const PREFILL_CHUNK = 256

/**
 * Slots of the pool's block of zeros in a prefill step that reads no other block: the fewest with which no product has a
 * single row. They are summed with weight 0 whatever their number.
 */
const ZERO_SLOTS = 2

/** One sequence's part of a step: its last token and draft tokens. */
export interface ScheduledSequence {
  readonly sequence: CachedSequence
  readonly tokens: readonly number[]
}

/** A rewritten graph and its KV cache. Every call is one run, which blocks its thread. */
export class PagedDecoder {
  readonly kvCache: KvCache
  /** Columns of a prefill chunk that resumes after cached positions; null: none may, and prefixes are not cached. */
  readonly resumeColumns: number | null
  /** Also return logits; slow, for tests. */
  keepLogits = false
  readonly #graph: StepGraph
  /** Tensors over the KV cache by input name, reused while their shapes stay equal. */
  readonly #views = new Map<string, Onnx.Tensor>()
  readonly #ones = new Float32Array(BLOCK).fill(1)
  readonly #zeros: { readonly keys: Float32Array; readonly values: Float32Array }

  constructor(
    onnx: TensorRuntime,
    session: GraphSession,
    kvCache: KvCache,
    resumeColumns: number | null = null,
  ) {
    this.#graph = new StepGraph(onnx, session)
    this.kvCache = kvCache
    this.resumeColumns = resumeColumns
    const { cacheHeads, headSize } = kvCache.shape
    this.#zeros = {
      keys: new Float32Array(PREFILL_CHUNK * cacheHeads * headSize),
      values: new Float32Array(PREFILL_CHUNK * cacheHeads * (headSize + 1)),
    }
  }

  /**
   * Prefill of one chunk of a prompt, or of the rest of a chunk whose first blocks are cached, in a step of its own, so
   * that the result depends on the prompt only. The sequence's length must be a multiple of {@link BLOCK}, and the
   * tokens must end the chunk or the prompt. Only the token that follows the chunk is computed.
   */
  async prefill(
    sequence: CachedSequence,
    tokens: readonly number[],
    logits: boolean = this.keepLogits,
  ): Promise<StepResult> {
    const { layers } = this.kvCache
    const { cacheHeads, headSize } = this.kvCache.shape
    // The whole chunk is one KV block.
    const fill = sequence.length % PREFILL_CHUNK
    const width = Math.ceil((fill + tokens.length) / BLOCK) * BLOCK
    const earlier = sequence.blocks.slice(0, (sequence.length - fill) / BLOCK)
    const cached = sequence.blocks.slice(earlier.length)
    const blocks = earlier.map((_, index) => index + 1)
    const { shape } = this.kvCache
    const columns = this.resumeColumns ?? Number.POSITIVE_INFINITY
    const positions = queryPositions(fill, tokens.length, shape, columns)
    // The last layer computes the last token only, twice: a product with a single row has another order of summation.
    const last = tokens.length - 1
    const feeds = this.#feeds(
      [{ tokens, position: sequence.length, fill, blocks }],
      last === 0 ? [last] : [last, last],
      [0],
      width,
      positions,
      lastQueryCount(positions, tokens.length, shape, columns),
    )
    // Only its own blocks: a product with the whole pool would waste time.
    const own = [0, ...earlier]
    const slots = earlier.length === 0 ? ZERO_SLOTS : BLOCK
    const keys = cacheHeads * BLOCK * headSize
    const values = cacheHeads * BLOCK * (headSize + 1)
    for (const [layer, { poolKeys, poolValues }] of layers.entries()) {
      const names = layerCache(layer)
      const local = fill === 0 ? this.#zeros : this.kvCache.opened(layer, cached, width)
      feeds[names.localKeys] = this.#graph.floats(local.keys, [1, cacheHeads, width, headSize])
      feeds[names.localValues] = this.#graph.floats(local.values, [1, cacheHeads, width, headSize + 1])
      feeds[names.poolKeys] = this.#graph.floats(pick(poolKeys, own, keys), [
        own.length,
        cacheHeads,
        slots,
        headSize,
      ])
      feeds[names.poolValues] = this.#graph.floats(pick(poolValues, own, values), [
        own.length,
        cacheHeads,
        headSize + 1,
        slots,
      ])
    }
    feeds[SHARED.poolOnes] = this.#graph.floats(this.#ones, [slots, 1])
    feeds[SHARED.owners] = this.#graph.integers({ data: new Int32Array(own.length), dims: [own.length] })
    return this.#graph.run(feeds, 1, logits)
  }

  /**
   * One decode step of all sequences, in the order of their slots.
   * @param logits also return logits
   */
  async step(
    scheduled: readonly ScheduledSequence[],
    logits: boolean = this.keepLogits,
  ): Promise<StepResult> {
    const count = scheduled.reduce((sum, { tokens }) => sum + tokens.length, 0)
    const sequences = scheduled.map(({ sequence, tokens }): StepSequence => {
      const { length, blocks } = sequence
      return { tokens, position: length, fill: length % BLOCK, blocks }
    })
    // The kernels compute a product with a single row in another way, with another order of summation.
    if (count < 2) sequences.push({ tokens: [0], position: 0, fill: 0, blocks: [] })
    const all = Math.max(count, 2)
    const rows = Array.from({ length: all }, (_, index) => index)
    const feeds = this.#feeds(sequences, rows, rows, BLOCK)
    this.#feedCache(feeds, sequences.length)
    return this.#graph.run(feeds, all, logits)
  }

  async close(): Promise<void> {
    await this.#graph.close()
  }

  /**
   * @param lastRows tokens that the operators after the last attention compute
   * @param logitRows of these the ones whose next token is computed
   * @param width slots of an open KV block
   * @param positions query positions of each sequence, at least
   * @param lastCount queries that the last layer computes, of a single sequence; null: all
   */
  #feeds(
    sequences: readonly StepSequence[],
    lastRows: readonly number[],
    logitRows: readonly number[],
    width: number,
    positions = 0,
    lastCount: number | null = null,
  ): Feeds {
    const { shape } = this.kvCache
    const feeds = stepFeeds(sequences, shape, width, positions)
    const count = feeds.tokens.data.length
    const isTrimmed = this.#graph.inputs.has(DECODER.lastRows)
    const isWhole = lastRows.length === count && lastRows.every((row, index) => row === index)
    const last = isWhole ? feeds : lastQueries(feeds, shape, count, lastCount, lastRows)
    const all: Feeds = {
      [DECODER.tokens]: this.#graph.longs(feeds.tokens),
      [DECODER.lastRows]: this.#graph.integers(vector(lastRows)),
      [DECODER.logitRows]: this.#graph.integers(
        vector(isTrimmed ? logitRows : logitRows.map((row) => lastRows[row] ?? 0)),
      ),
      [ZERO_POINTS.tokens]: this.#graph.zeroPoints(count),
      [ZERO_POINTS.lastRows]: this.#graph.zeroPoints(lastRows.length),
      [ZERO_POINTS.rows]: this.#graph.zeroPoints(logitRows.length),
      [SHARED.positions]: this.#graph.longs(feeds.positions),
      [SHARED.queryRows]: this.#graph.integers(feeds.queryRows),
      [SHARED.slots]: this.#graph.longs(feeds.slots),
      [SHARED.mask]: this.#graph.floats(feeds.mask.data, feeds.mask.dims),
      [SHARED.maxBlocks]: this.#graph.integers(feeds.maxBlocks),
      [SHARED.sumBlocks]: this.#graph.integers(feeds.sumBlocks),
      [SHARED.ones]: this.#graph.floats(feeds.ones.data, feeds.ones.dims),
      [SHARED.resultRows]: this.#graph.integers(feeds.resultRows),
      [LAST_QUERIES.queryRows]: this.#graph.integers(last.queryRows),
      [LAST_QUERIES.mask]: this.#graph.floats(last.mask.data, last.mask.dims),
      [LAST_QUERIES.resultRows]: this.#graph.integers(last.resultRows),
    }
    // A model without rotation needs no positions, one layer no queries but the last.
    for (const name of Object.keys(all)) if (!this.#graph.inputs.has(name)) delete all[name]
    return all
  }

  #feedCache(feeds: Feeds, locals: number): void {
    const { cacheHeads, headSize } = this.kvCache.shape
    const owners = this.kvCache.owners
    const view = (name: string, data: Float32Array, dims: readonly number[]): void => {
      let tensor = this.#views.get(name)
      if (tensor === undefined || tensor.dims[0] !== dims[0]) {
        tensor = this.#graph.floats(data, dims)
        this.#views.set(name, tensor)
      }
      feeds[name] = tensor
    }
    for (const [layer, memory] of this.kvCache.layers.entries()) {
      const names = layerCache(layer)
      view(names.localKeys, memory.localKeys, [locals, cacheHeads, BLOCK, headSize])
      view(names.localValues, memory.localValues, [locals, cacheHeads, BLOCK, headSize + 1])
      view(names.poolKeys, memory.poolKeys, [owners.length, cacheHeads, BLOCK, headSize])
      view(names.poolValues, memory.poolValues, [owners.length, cacheHeads, headSize + 1, BLOCK])
    }
    feeds[SHARED.poolOnes] = this.#graph.floats(this.#ones, [BLOCK, 1])
    const slots = Int32Array.from(owners, (owner) => owner?.slot ?? 0)
    feeds[SHARED.owners] = this.#graph.integers({ data: slots, dims: [owners.length] })
  }
}

function vector(values: readonly number[]): IntegerTensor<Int32Array> {
  return { data: Int32Array.from(values), dims: [values.length] }
}

/** The named blocks of a pool as one array; a view where they are contiguous. */
function pick(pool: Float32Array, blocks: readonly number[], size: number): Float32Array {
  if (blocks.every((block, index) => block === index)) return pool.subarray(0, blocks.length * size)
  const picked = new Float32Array(blocks.length * size)
  for (const [index, block] of blocks.entries()) {
    picked.set(pool.subarray(block * size, (block + 1) * size), index * size)
  }
  return picked
}
