import { BLOCK } from '../graph/paged-attention.ts'
import type { DecoderShape } from '../graph/rewrite-decoder.ts'

/** The pool's first block stays zero: lists of blocks are padded with it. */
export const ZERO_BLOCK = 0

/** The KV blocks of one sequence. */
export interface CachedSequence {
  /** Index of its open KV block; changes when another sequence is closed. */
  slot: number
  /** Its complete blocks in the pool, oldest first. */
  readonly blocks: number[]
  /** Tokens in the cache. */
  length: number
}

/** One layer's memory; layouts as in `LayerCache`. */
export interface LayerMemory {
  readonly localKeys: Float32Array
  readonly localValues: Float32Array
  readonly poolKeys: Float32Array
  readonly poolValues: Float32Array
}

/**
 * Paged KV cache in JavaScript's memory: the runtime reads it in place and never copies it. Each sequence fills one open
 * block, which moves to the block pool when it is full. Systems that allocate on first touch give no memory to unused
 * blocks.
 */
export class KvCache {
  readonly shape: DecoderShape
  readonly layers: readonly LayerMemory[]
  readonly #sequences: CachedSequence[] = []
  readonly #free: number[]
  readonly #owner: (CachedSequence | null)[]

  constructor(shape: DecoderShape, maxSequences: number, maxBlocks: number) {
    this.shape = shape
    const { layers, cacheHeads, headSize } = shape
    const keys = cacheHeads * BLOCK * headSize
    const values = cacheHeads * BLOCK * (headSize + 1)
    // One more than sequences: a step of a single token is padded with a second one.
    const locals = maxSequences + 1
    const pool = maxBlocks + 1
    this.layers = Array.from({ length: layers }, () => ({
      localKeys: new Float32Array(locals * keys),
      localValues: new Float32Array(locals * values),
      poolKeys: new Float32Array(pool * keys),
      poolValues: new Float32Array(pool * values),
    }))
    this.#free = Array.from({ length: maxBlocks }, (_, index) => maxBlocks - index)
    this.#owner = new Array<CachedSequence | null>(pool).fill(null)
  }

  /** Open sequences by their slot. */
  get sequences(): readonly CachedSequence[] {
    return this.#sequences
  }

  get freeBlocks(): number {
    return this.#free.length
  }

  /** Which sequence each block of the pool belongs to, up to the last one in use. */
  get owners(): readonly (CachedSequence | null)[] {
    let used = this.#owner.length
    while (used > 1 && this.#owner[used - 1] === null) used--
    return this.#owner.slice(0, used)
  }

  open(): CachedSequence {
    const sequence: CachedSequence = { slot: this.#sequences.length, blocks: [], length: 0 }
    this.#sequences.push(sequence)
    this.#forgetLocal(sequence.slot)
    return sequence
  }

  /** Frees the sequence's blocks; the last sequence moves into its slot. */
  close(sequence: CachedSequence): void {
    for (const block of sequence.blocks.splice(0)) {
      this.#owner[block] = null
      this.#free.push(block)
    }
    // The lowest block is taken first, so that the part of the pool in use stays short.
    this.#free.sort((a, b) => b - a)
    const last = this.#sequences.pop()
    if (last === undefined || last === sequence) return
    const keys = this.#size(this.shape.headSize)
    const values = this.#size(this.shape.headSize + 1)
    for (const { localKeys, localValues } of this.layers) {
      localKeys.copyWithin(sequence.slot * keys, last.slot * keys, (last.slot + 1) * keys)
      localValues.copyWithin(sequence.slot * values, last.slot * values, (last.slot + 1) * values)
    }
    last.slot = sequence.slot
    this.#sequences[last.slot] = last
  }

  /**
   * Adds one token: the `row`th of what a step returned, `[tokens, layers × 2 × heads × head size]`. False when
   * its block is full and the pool has no room for it; nothing is added then.
   */
  append(sequence: CachedSequence, rows: Float32Array, row: number): boolean {
    const { layers, cacheHeads, headSize } = this.shape
    const at = sequence.length % BLOCK
    if (at === BLOCK - 1 && this.#free.length === 0) return false
    const width = cacheHeads * headSize
    let from = row * layers * 2 * width
    for (const { localKeys, localValues } of this.layers) {
      for (let head = 0; head < cacheHeads; head++) {
        const slot = (sequence.slot * cacheHeads + head) * BLOCK + at
        const key = from + head * headSize
        localKeys.set(rows.subarray(key, key + headSize), slot * headSize)
        const value = slot * (headSize + 1)
        localValues.set(rows.subarray(key + width, key + width + headSize), value)
        localValues[value + headSize] = 1
      }
      from += 2 * width
    }
    sequence.length++
    if (at === BLOCK - 1) this.#moveToPool(sequence)
    return true
  }

  #moveToPool(sequence: CachedSequence): void {
    const block = this.#free.pop()
    if (block === undefined) throw new RangeError('the pool is full')
    const { cacheHeads, headSize } = this.shape
    const keys = this.#size(headSize)
    for (const { localKeys, localValues, poolKeys, poolValues } of this.layers) {
      poolKeys.set(localKeys.subarray(sequence.slot * keys, (sequence.slot + 1) * keys), block * keys)
      for (let head = 0; head < cacheHeads; head++) {
        transpose(
          localValues,
          (sequence.slot * cacheHeads + head) * BLOCK * (headSize + 1),
          poolValues,
          (block * cacheHeads + head) * BLOCK * (headSize + 1),
          BLOCK,
          headSize + 1,
        )
      }
    }
    sequence.blocks.push(block)
    this.#owner[block] = sequence
    this.#forgetLocal(sequence.slot)
  }

  /** Values beyond a sequence's length must be zero, for they are summed with weight 0; keys are masked. */
  #forgetLocal(slot: number): void {
    const values = this.#size(this.shape.headSize + 1)
    for (const { localValues } of this.layers) localValues.fill(0, slot * values, (slot + 1) * values)
  }

  #size(width: number): number {
    return this.shape.cacheHeads * BLOCK * width
  }
}

function transpose(
  source: Float32Array,
  from: number,
  target: Float32Array,
  to: number,
  rows: number,
  columns: number,
): void {
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      target[to + column * rows + row] = source[from + row * columns + column] ?? 0
    }
  }
}

/** Bytes of one block in all layers. */
export function blockBytes({ layers, cacheHeads, headSize }: DecoderShape): number {
  return layers * cacheHeads * BLOCK * (2 * headSize + 1) * Float32Array.BYTES_PER_ELEMENT
}
