import { BLOCK } from '../graph/paged-attention.ts'
import type { DecoderShape } from '../graph/rewrite-decoder.ts'

/**
 * Terms that the runtime's matrix product may add in one pass, and the columns of a thread up to which it may add more.
 * onnxruntime 1.30 on x64 gives the same bits on both sides of the border; other processors have other kernels, and padding
 * costs little. Source: onnxruntime, MLAS, sgemm.cpp.
 */
const TERMS = 128
const FEW_COLUMNS = 64
/** Columns of a thread are a multiple of this. */
const ALIGNMENT = 16

/**
 * Columns that products of attention have at least in a prefill chunk that resumes after cached positions, so that their
 * sums have the same order as in a whole chunk.
 *
 * @param threads intra-op threads of the session
 */
export function resumeColumns({ cacheHeads }: Pick<DecoderShape, 'cacheHeads'>, threads: number): number {
  // Products of several heads of the cache share the threads.
  return Math.ceil(threads / cacheHeads) * (FEW_COLUMNS + ALIGNMENT)
}

/**
 * Query positions of a chunk, padding included; never more than the whole chunk has.
 *
 * @param fill positions of the chunk that are cached
 * @param count positions that are computed
 */
export function queryPositions(
  fill: number,
  count: number,
  { heads, cacheHeads, headSize }: Pick<DecoderShape, 'heads' | 'cacheHeads' | 'headSize'>,
  columns: number,
): number {
  if (fill === 0 || Math.max(fill + count, headSize) <= TERMS) return count
  return Math.min(fill + count, Math.max(count, Math.ceil((columns * cacheHeads) / heads)))
}

/**
 * Queries that the last layer computes of a chunk, of which only the last token's result is needed: as few as have sums in the
 * same order.
 *
 * @param positions query positions of the chunk, padding included
 * @param count positions that are computed
 */
export function lastQueryCount(
  positions: number,
  count: number,
  { heads, cacheHeads }: Pick<DecoderShape, 'heads' | 'cacheHeads'>,
  columns: number,
): number | null {
  const fewest = Math.ceil((columns * cacheHeads) / heads)
  return positions > count || fewest >= count ? null : fewest
}

/**
 * Whole blocks of a prompt that may be taken from the cache. Its last token is always computed, and never as the only row
 * of a chunk that had more rows without the cache: a product of a single row has another order of sums.
 *
 * @param chunk positions of one prefill step
 */
export function reusableBlocks(promptLength: number, chunk: number): number {
  const blocks = Math.floor((promptLength - 1) / BLOCK)
  const alone = promptLength - blocks * BLOCK === 1
  return alone && (blocks * BLOCK) % chunk !== 0 ? blocks - 1 : blocks
}
