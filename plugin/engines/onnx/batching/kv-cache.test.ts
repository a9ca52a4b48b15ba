import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK } from '../graph/paged-attention.ts'
import { type CachedSequence, KvCache } from './kv-cache.ts'

const SHAPE = { layers: 2, heads: 2, cacheHeads: 2, headSize: 3, products: 1000 }
const WIDTH = SHAPE.layers * 2 * SHAPE.cacheHeads * SHAPE.headSize

/** Key and value of a token, different for each layer, role, head and position. */
function rowOf(mark: number): Float32Array {
  return Float32Array.from({ length: WIDTH }, (_, index) => mark * 100 + index)
}

/** What the store holds of a sequence, gathered from blocks and slot as the graph would. */
function heldOf(kvCache: KvCache, sequence: CachedSequence): number[][] {
  const { cacheHeads, headSize } = SHAPE
  return Array.from({ length: sequence.length }, (_, position) => {
    const block = sequence.blocks[Math.floor(position / BLOCK)]
    const at = position % BLOCK
    return kvCache.layers.flatMap(({ localKeys, localValues, poolKeys, poolValues }) => {
      const keys: number[] = []
      const values: number[] = []
      for (let head = 0; head < cacheHeads; head++) {
        for (let index = 0; index < headSize; index++) {
          const unit = ((block ?? sequence.slot) * cacheHeads + head) * BLOCK
          keys.push(
            (block === undefined ? localKeys : poolKeys)[(unit + at) * headSize + index] ?? Number.NaN,
          )
          values.push(
            block === undefined
              ? (localValues[(unit + at) * (headSize + 1) + index] ?? Number.NaN)
              : (poolValues[unit * (headSize + 1) + index * BLOCK + at] ?? Number.NaN),
          )
        }
      }
      return [...keys, ...values]
    })
  })
}

test('sequences that come, grow and go never touch each other', () => {
  const action = fc.record({ which: fc.nat(5), grow: fc.integer({ min: -1, max: 3 * BLOCK }) })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
      const kvCache = new KvCache(SHAPE, 4, 9)
      const expected = new Map<CachedSequence, number[][]>()
      let mark = 0
      for (const { which, grow } of actions) {
        const sequence = kvCache.sequences[which]
        if (sequence === undefined) {
          if (kvCache.sequences.length < 4) expected.set(kvCache.open(), [])
        } else if (grow < 0) {
          kvCache.close(sequence)
          expected.delete(sequence)
        } else {
          for (let count = 0; count < grow; count++) {
            const full = kvCache.freeBlocks === 0 && sequence.length % BLOCK === BLOCK - 1
            const row = rowOf(++mark)
            expect(kvCache.append(sequence, row, 0)).toBe(!full)
            if (full) break
            expected.get(sequence)?.push([...row])
          }
        }
        expect(kvCache.sequences.map(({ slot }) => slot)).toEqual([...kvCache.sequences.keys()])
        for (const [each, rows] of expected) expect(heldOf(kvCache, each)).toEqual(rows)
        const held = [...expected.keys()].reduce((sum, { blocks }) => sum + blocks.length, 0)
        expect(kvCache.freeBlocks).toBe(9 - held)
        // A step multiplies all of them, so no free block lies between.
        const [zeros, ...owners] = kvCache.owners
        expect(zeros).toBe(null)
        expect(owners).toHaveLength(held)
        for (const [index, owner] of owners.entries()) expect(owner?.blocks).toContain(index + 1)
      }
    }),
    { numRuns: 40 },
  )
})

test('a prompt that begins like an earlier one gets its blocks, whatever else comes and goes', () => {
  const random = fc.record({
    which: fc.nat(3),
    end: fc.boolean(),
    // Three blocks of few contents: many prompts share a beginning.
    blocks: fc.array(fc.nat(2), { maxLength: 4 }),
    rest: fc.integer({ min: 1, max: BLOCK }),
  })
  let reused = 0
  fc.assert(
    fc.property(fc.array(random, { maxLength: 30 }), fc.integer({ min: 6, max: 14 }), (actions, blocks) => {
      const kvCache = new KvCache(SHAPE, 4, blocks)
      const expected = new Map<CachedSequence, number[][]>()
      // What a token leaves in the cache depends on all tokens before it, as in a model.
      const prefixRow = (prompt: readonly number[], at: number): Float32Array => {
        const mark = prompt.slice(0, at + 1).reduce((hash, token) => (hash * 31 + token + 1) % 9973, 7)
        return rowOf(mark)
      }
      for (const { which, end, blocks: contents, rest } of actions) {
        const known = kvCache.sequences[which]
        if (end || kvCache.sequences.length === 4) {
          if (known !== undefined) {
            kvCache.close(known)
            expected.delete(known)
          }
          continue
        }
        const prompt = [
          ...contents.flatMap((content) => new Array<number>(BLOCK).fill(content)),
          ...new Array(rest).fill(9),
        ]
        const sequence = kvCache.open()
        const from = kvCache.reuse(sequence, prompt, Math.floor((prompt.length - 1) / BLOCK))
        expect(from % BLOCK).toBe(0)
        reused += from
        let fits = true
        for (let at = from; at < prompt.length && fits; at++)
          fits = kvCache.append(sequence, prefixRow(prompt, at), 0)
        if (fits) {
          kvCache.remember(sequence, prompt)
          expected.set(
            sequence,
            prompt.map((_, at) => [...prefixRow(prompt, at)]),
          )
        } else kvCache.close(sequence)
        for (const [each, rows] of expected) expect(heldOf(kvCache, each)).toEqual(rows)
        const held = [...expected.keys()].reduce((sum, { blocks: own }) => sum + own.length, 0)
        expect(kvCache.freeBlocks).toBe(blocks - held)
        const taken = [...expected.keys()].flatMap(({ blocks: own }) => own)
        expect(new Set(taken).size).toBe(taken.length)
        expect(kvCache.owners).toHaveLength(1 + held)
      }
    }),
    { numRuns: 60 },
  )
  expect(reused).toBeGreaterThan(10 * BLOCK)
})

test('stored prefixes lie outside the part of the pool that a step reads, and the least recently used one goes first', () => {
  const kvCache = new KvCache(SHAPE, 2, 8)
  const prefill = (content: number, blocks: number): number => {
    const prompt = new Array<number>(blocks * BLOCK + 1).fill(content)
    const sequence = kvCache.open()
    const from = kvCache.reuse(sequence, prompt, blocks)
    for (let at = from; at < prompt.length; at++) kvCache.append(sequence, rowOf(content), 0)
    kvCache.remember(sequence, prompt)
    // One block of zeros, and its own.
    expect(kvCache.owners).toHaveLength(1 + blocks)
    kvCache.close(sequence)
    return from / BLOCK
  }
  expect(prefill(1, 2)).toBe(0)
  expect(prefill(2, 2)).toBe(0)
  expect(prefill(1, 2)).toBe(2)
  // There is room for one more block: the second prompt is forgotten, and the first one kept.
  expect(prefill(3, 3)).toBe(0)
  expect(prefill(1, 2)).toBe(2)
  expect(prefill(2, 1)).toBe(0)
})

test('slots that are not taken weigh nothing', () => {
  const kvCache = new KvCache(SHAPE, 2, 4)
  const first = kvCache.open()
  for (let count = 0; count < BLOCK + 3; count++) kvCache.append(first, rowOf(count), 0)
  kvCache.close(first)
  const second = kvCache.open()
  kvCache.append(second, rowOf(7), 0)
  const values = kvCache.layers[0]?.localValues ?? new Float32Array()
  const perHead = BLOCK * (SHAPE.headSize + 1)
  for (let head = 0; head < SHAPE.cacheHeads; head++) {
    const slots = values.subarray(head * perHead, (head + 1) * perHead)
    // The last column counts the slot itself.
    expect(slots[SHAPE.headSize]).toBe(1)
    expect(slots.subarray(SHAPE.headSize + 1).every((value) => value === 0)).toBe(true)
  }
})
