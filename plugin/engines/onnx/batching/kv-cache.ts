import { BLOCK } from '../graph/paged-attention.ts'
import type { DecoderShape } from '../graph/rewrite-decoder.ts'
import { PrefixIndex, type PrefixNode } from './prefix-index.ts'

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
 * Paged KV cache in JavaScript's memory: the runtime reads it in place and never copies it. Each sequence fills one
 * open block, which moves to the block pool when it is full. Where the system allocates memory at the first write,
 * unused blocks take none.
 *
 * Prefix caching: the blocks of prompts are stored too, at the other end of the pool, and are copied to sequences whose
 * prompts begin with the same tokens. A block in use belongs to one sequence, because the graph reads the pool in place
 * and multiplies each block with the queries of its owner. Stored blocks are evicted for blocks in use, the least
 * recently used first.
 */
export class KvCache {
  readonly shape: DecoderShape
  readonly layers: readonly LayerMemory[]
  readonly #sequences: CachedSequence[] = []
  readonly #free: number[]
  readonly #owner: (CachedSequence | null)[]
  readonly #prefixes = new PrefixIndex()

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

  /** Blocks that a sequence may take: free ones and stored prefixes. */
  get freeBlocks(): number {
    return this.#free.length + this.#prefixes.size
  }

  /** Which sequence each block of the pool belongs to, up to the last one in use; only the first, of zeros, has none. */
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
    this.#release(...sequence.blocks.splice(0))
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
   * Adds one token: the `row`th of what a step returned, `[tokens, layers × 2 × heads × head size]`. Returns false and
   * adds nothing when the sequence's block is full and the pool has no room for it.
   */
  append(sequence: CachedSequence, rows: Float32Array, row: number): boolean {
    const { layers, cacheHeads, headSize } = this.shape
    const at = sequence.length % BLOCK
    if (at === BLOCK - 1 && this.freeBlocks === 0) return false
    const width = cacheHeads * headSize
    let from = row * layers * 2 * width
    for (const { localKeys, localValues } of this.layers) {
      for (let head = 0; head < cacheHeads; head++) {
        const slot = (sequence.slot * cacheHeads + head) * BLOCK + at
        const key = slot * headSize
        const value = slot * (headSize + 1)
        // Faster than `set` with a view for each head, which is garbage afterwards.
        for (let index = 0; index < headSize; index++) {
          localKeys[key + index] = rows[from + index] ?? 0
          localValues[value + index] = rows[from + width + index] ?? 0
        }
        localValues[value + headSize] = 1
        from += headSize
      }
      from += width
    }
    sequence.length++
    if (at === BLOCK - 1) this.#moveToPool(sequence)
    return true
  }

  #moveToPool(sequence: CachedSequence): void {
    const block = this.#take()
    if (block === null) throw new RangeError('the pool is full')
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

  /**
   * Copies the stored blocks that a prompt begins with, at most `most`, to a new sequence. Returns how many positions the
   * sequence has then.
   */
  reuse(sequence: CachedSequence, prompt: readonly number[], most: number): number {
    if (sequence.length > 0) throw new RangeError('only a new sequence can reuse a prefix')
    for (const node of this.#prefixes.find(prompt, most)) {
      const block = this.#take()
      if (block === null) break
      if (node.block === null) {
        // Taking the block evicted the end of the path.
        this.#release(block)
        break
      }
      this.#copyBlock(node.block, block)
      sequence.blocks.push(block)
      this.#owner[block] = sequence
      sequence.length += BLOCK
    }
    return sequence.length
  }

  /** Stores the complete blocks of a prompt that has been prefilled, as far as there is memory. */
  remember(sequence: CachedSequence, prompt: readonly number[]): void {
    const whole = Math.floor(prompt.length / BLOCK)
    const path = this.#prefixes.find(prompt, whole)
    let parent: PrefixNode | null = path.at(-1) ?? null
    for (let index = path.length; index < whole; index++) {
      // Stored blocks lie at the end of the pool, which a step does not read.
      const block: number | null = this.#free.shift() ?? this.#prefixes.evict(parent)
      const source = sequence.blocks[index]
      if (block === null || source === undefined) break
      this.#copyBlock(source, block)
      parent = this.#prefixes.add(prompt, parent, index, block)
    }
  }

  /** One layer's keys and values of complete blocks in the layout of an open block with `width` slots. */
  opened(
    layer: number,
    blocks: readonly number[],
    width: number,
  ): { keys: Float32Array<ArrayBuffer>; values: Float32Array<ArrayBuffer> } {
    const { cacheHeads, headSize } = this.shape
    const keys = new Float32Array(cacheHeads * width * headSize)
    const values = new Float32Array(cacheHeads * width * (headSize + 1))
    const memory = this.layers[layer]
    if (memory === undefined) throw new RangeError(`there is no layer ${layer}`)
    for (const [index, block] of blocks.entries()) {
      for (let head = 0; head < cacheHeads; head++) {
        const from = (block * cacheHeads + head) * BLOCK
        const to = head * width + index * BLOCK
        keys.set(memory.poolKeys.subarray(from * headSize, (from + BLOCK) * headSize), to * headSize)
        transpose(memory.poolValues, from * (headSize + 1), values, to * (headSize + 1), headSize + 1, BLOCK)
      }
    }
    return { keys, values }
  }

  #release(...blocks: readonly number[]): void {
    for (const block of blocks) this.#owner[block] = null
    this.#free.push(...blocks)
    this.#free.sort((a, b) => b - a)
    this.#compact()
  }

  /**
   * Moves blocks in use next to one another at the beginning of the pool. A step multiplies every block up to the last one in
   * use, so a free block between them costs as much as a block in use. Where a block lies changes no bit of a step.
   */
  #compact(): void {
    let lowest = this.#free.length - 1
    for (let last = this.#owner.length - 1; last > ZERO_BLOCK; last--) {
      const owner = this.#owner[last] ?? null
      if (owner === null) continue
      const free = this.#free[lowest]
      if (free === undefined || free > last) break
      this.#copyBlock(last, free)
      owner.blocks[owner.blocks.indexOf(last)] = free
      this.#owner[free] = owner
      this.#owner[last] = null
      this.#free[lowest--] = last
    }
    this.#free.sort((a, b) => b - a)
  }

  /** The lowest free block; with none left a stored prefix is evicted. */
  #take(): number | null {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const evicted = this.#prefixes.evict()
    const lowest = this.#prefixes.lowest
    if (evicted === null || lowest === null || evicted < lowest) return evicted
    // The lowest stored block moves, so that blocks in use stay next to one another.
    this.#copyBlock(lowest, evicted)
    this.#prefixes.moved(lowest, evicted)
    return lowest
  }

  #copyBlock(from: number, to: number): void {
    const keys = this.#size(this.shape.headSize)
    const values = this.#size(this.shape.headSize + 1)
    for (const { poolKeys, poolValues } of this.layers) {
      poolKeys.copyWithin(to * keys, from * keys, (from + 1) * keys)
      poolValues.copyWithin(to * values, from * values, (from + 1) * values)
    }
  }

  /** Values beyond a sequence's length must be zero, because they are summed with weight 0. Keys are masked. */
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
