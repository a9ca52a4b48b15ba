import { createHash } from 'node:crypto'

/** Seeded random numbers: what is drawn depends on the seed alone, never on clock, locale or machine. */
export interface RandomSource {
  /** Uniform in [0, 1), 53 bits. */
  next(): number
  /** Uniform integer, both ends included. */
  int(low: number, high: number): number
  /**
   * Uniform integer in [0, below), for resampling: one 32-bit word a draw, so the bias is below / 2³². `below` is a positive
   * integer of at most 2³².
   */
  index(below: number): number
  /** A new array in random order; any prefix of it is a random sample. */
  shuffle<T>(items: readonly T[]): T[]
  /** Restarts with another seed. */
  reseed(seed: string): void
}

/**
 * The random numbers of the generator, the bootstrap and the benchmarks: sfc32 (Chris Doty-Humphrey, PractRand), small, fast,
 * and without short cycles from a hashed seed. The packaged dataset is made from this stream.
 */
export function createRandomSource(seed: string): RandomSource {
  let a = 0
  let b = 0
  let c = 0
  let counter = 0

  const reseed = (text: string): void => {
    const digest = createHash('sha256').update(text).digest()
    a = digest.readInt32LE(0)
    b = digest.readInt32LE(4)
    c = digest.readInt32LE(8)
    counter = digest.readInt32LE(12)
  }
  const word = (): number => {
    const sum = (a + b + counter) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    counter = (counter + 1) | 0
    return sum >>> 0
  }
  const next = (): number => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))

  reseed(seed)
  return {
    next,
    int,
    index: (below) => Math.floor((word() / 2 ** 32) * below),
    shuffle: (items) => {
      const result = [...items]
      for (let index = result.length - 1; index > 0; index--) {
        const other = int(0, index)
        const [left, right] = [result[index], result[other]]
        if (left !== undefined && right !== undefined) [result[index], result[other]] = [right, left]
      }
      return result
    },
    reseed,
  }
}
