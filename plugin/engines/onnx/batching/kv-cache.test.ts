import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK } from '../graph/paged-attention.ts'
import { type CachedSequence, KvCache } from './kv-cache.ts'

const SHAPE = { layers: 2, heads: 2, cacheHeads: 2, headSize: 3 }
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
        for (const [block, owner] of kvCache.owners.entries()) {
          expect(owner === null || owner.blocks.includes(block)).toBe(true)
        }
      }
    }),
    { numRuns: 40 },
  )
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
