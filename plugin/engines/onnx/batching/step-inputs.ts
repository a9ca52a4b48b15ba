import type { DecoderShape } from '../graph/rewrite-decoder.ts'
import { ZERO_BLOCK } from './kv-cache.ts'

/** Score of masked positions: its exponential is 0, and unlike infinity it never produces NaN. */
const HIDDEN = -1e30
/** Lists of blocks are padded to a multiple of this, so that the grouping of a sum does not depend on its length. */
const GROUP = 4

/** One sequence's part in a step. */
export interface StepSequence {
  readonly tokens: readonly number[]
  /** Position of the first token. */
  readonly position: number
  /** Tokens in its open KV block before this step. */
  readonly fill: number
  /** Its blocks in the pool that are inputs of this step. */
  readonly blocks: readonly number[]
}

export interface IntegerTensor<Values> {
  readonly data: Values
  readonly dims: readonly number[]
}

/** The inputs of a step apart from the cache; names as in `SHARED` and `DECODER`. */
export interface StepFeeds {
  readonly tokens: IntegerTensor<BigInt64Array>
  readonly positions: IntegerTensor<BigInt64Array>
  readonly queryRows: IntegerTensor<Int32Array>
  readonly slots: IntegerTensor<BigInt64Array>
  readonly mask: IntegerTensor<Float32Array>
  readonly maxBlocks: IntegerTensor<Int32Array>
  readonly sumBlocks: IntegerTensor<Int32Array>
  readonly ones: IntegerTensor<Float32Array>
  readonly resultRows: IntegerTensor<Int32Array>
}

/**
 * The index tensors that assign tokens to sequences, blocks and slots.
 *
 * @param width slots of an open KV block
 * @param queries query positions of each sequence, at least; those beyond its tokens are padding
 */
export function stepFeeds(
  rows: readonly StepSequence[],
  { heads, cacheHeads }: DecoderShape,
  width: number,
  queries = 0,
): StepFeeds {
  const group = heads / cacheHeads
  const sequences = rows.length
  const count = rows.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const longest = rows.reduce((most, { tokens }) => Math.max(most, tokens.length), Math.max(1, queries))
  // The kernels compute a product with one column in another way, with another order of summation.
  const step = longest * group < 2 ? 2 : longest
  const listed = rows.reduce((most, row) => Math.max(most, 1 + row.blocks.length), 1)
  const list = Math.ceil(listed / GROUP) * GROUP

  const tokens = new BigInt64Array(count)
  const positions = new BigInt64Array(count)
  const queryRows = new Int32Array(sequences * cacheHeads * step)
  const slots = new BigInt64Array(count * cacheHeads * 3)
  const mask = new Float32Array(sequences * width * step * group)
  const maxBlocks = new Int32Array(sequences * list)
  const sumBlocks = new Int32Array(sequences * list)
  const resultRows = new Int32Array(count * cacheHeads)

  let token = 0
  for (const [index, row] of rows.entries()) {
    const length = row.tokens.length
    for (let head = 0; head < cacheHeads; head++) {
      for (let at = 0; at < step; at++) {
        queryRows[(index * cacheHeads + head) * step + at] =
          (token + Math.min(at, length - 1)) * cacheHeads + head
      }
    }
    for (const [at, id] of row.tokens.entries()) {
      const place = row.fill + at
      tokens[token + at] = BigInt(id)
      positions[token + at] = BigInt(row.position + at)
      for (let head = 0; head < cacheHeads; head++) {
        const slot = ((token + at) * cacheHeads + head) * 3
        slots[slot] = BigInt(index)
        slots[slot + 1] = BigInt(head)
        slots[slot + 2] = BigInt(place)
        resultRows[(token + at) * cacheHeads + head] = (index * cacheHeads + head) * step + at
      }
    }
    const columns = step * group
    const first = index * width * columns
    // Slots after the first new one are masked for the queries before them, those after the last new one for all.
    for (let at = 1; at < length; at++) {
      const from = first + (row.fill + at) * columns
      mask.fill(HIDDEN, from, from + at * group)
    }
    mask.fill(HIDDEN, first + (row.fill + length) * columns, first + width * columns)
    for (let at = 0; at < list; at++) {
      const block = row.blocks[at - 1]
      const known = at === 0 ? index : block === undefined ? null : sequences + block
      maxBlocks[index * list + at] = known ?? index
      sumBlocks[index * list + at] = known ?? sequences + ZERO_BLOCK
    }
    token += length
  }
  return {
    tokens: { data: tokens, dims: [1, count] },
    positions: { data: positions, dims: [1, count] },
    queryRows: { data: queryRows, dims: [sequences, cacheHeads, step] },
    slots: { data: slots, dims: [count, cacheHeads, 3] },
    mask: { data: mask, dims: [sequences, 1, width, step * group] },
    maxBlocks: { data: maxBlocks, dims: [sequences, list] },
    sumBlocks: { data: sumBlocks, dims: [sequences, list] },
    ones: { data: new Float32Array(list).fill(1), dims: [1, list] },
    resultRows: { data: resultRows, dims: [count, cacheHeads] },
  }
}

/** Inputs of a layer that computes only the last queries of a step of one sequence, and returns only some of their rows. */
export interface LastQueries {
  readonly queryRows: IntegerTensor<Int32Array>
  readonly mask: IntegerTensor<Float32Array>
  readonly resultRows: IntegerTensor<Int32Array>
}

/**
 * The last `queries` of the `count` tokens of one sequence; null: all of them and their padding.
 *
 * @param rows tokens whose result is returned, all of them among the queries
 */
export function lastQueries(
  { queryRows, mask }: Pick<StepFeeds, 'queryRows' | 'mask'>,
  { heads, cacheHeads }: DecoderShape,
  count: number,
  queries: number | null,
  rows: readonly number[],
): LastQueries {
  const group = heads / cacheHeads
  const [, , step = 0] = queryRows.dims
  const [, , width = 0, columns = 0] = mask.dims
  const kept = queries ?? step
  const first = queries === null ? 0 : count - queries
  const resultRows = rows.flatMap((row) =>
    Array.from({ length: cacheHeads }, (_, head) => head * kept + row - first),
  )
  const result = { data: Int32Array.from(resultRows), dims: [rows.length, cacheHeads] }
  if (queries === null) return { queryRows, mask, resultRows: result }
  const keptRows = new Int32Array(cacheHeads * kept)
  for (let head = 0; head < cacheHeads; head++) {
    const from = head * step + first
    keptRows.set(queryRows.data.subarray(from, from + kept), head * kept)
  }
  const keptColumns = kept * group
  const keptMask = new Float32Array(width * keptColumns)
  for (let slot = 0; slot < width; slot++) {
    const from = slot * columns + first * group
    keptMask.set(mask.data.subarray(from, from + keptColumns), slot * keptColumns)
  }
  return {
    queryRows: { data: keptRows, dims: [1, cacheHeads, kept] },
    mask: { data: keptMask, dims: [1, 1, width, keptColumns] },
    resultRows: result,
  }
}
