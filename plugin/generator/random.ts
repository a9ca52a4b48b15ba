import { createHash } from 'node:crypto'
import type { Faker, FakerOptions, Randomizer } from '@faker-js/faker'
import { faker as english } from '@faker-js/faker/locale/en'

/**
 * Seeded randomness. Everything drawn from it depends on the seed text alone, never on clock, locale or
 * machine.
 */
export interface Random {
  /** English fake data from this source. Its `date` module is not used, because it reads the clock. */
  readonly faker: Faker
  /** Uniform in [0, 1), 53 bits. */
  next(): number
  /** Uniform integer, both ends included. */
  int(low: number, high: number): number
  /** Uniform multiple of 10^-digits between two bounds, both ends included. */
  decimal(low: number, high: number, digits: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** A new array in random order. */
  shuffle<T>(items: readonly T[]): T[]
  /** Restarts with another seed text. */
  reseed(seed: string): void
}

// Only the English locale is loaded; the class is taken from its instance because no entry exports the class
// alone.
const EnglishFaker = english.constructor as new (options: FakerOptions) => Faker

/** A source of randomness for a seed text such as `1/edgejson_invoice_official_012`. */
export function createRandom(seed: string): Random {
  const state = new Uint32Array(4)

  const reseed = (text: string): void => {
    const digest = createHash('sha256').update(text).digest()
    for (let index = 0; index < 4; index++) state[index] = digest.readUInt32LE(index * 4)
  }

  // sfc32 (Chris Doty-Humphrey, PractRand): small, fast, no short cycle from a hashed seed.
  const next32 = (): number => {
    const [a = 0, b = 0, c = 0, counter = 0] = state
    const sum = (a + b + counter) >>> 0
    state[0] = b ^ (b >>> 9)
    state[1] = c + (c << 3)
    state[2] = ((c << 21) | (c >>> 11)) + sum
    state[3] = counter + 1
    return sum
  }

  const next = (): number => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))

  const randomizer: Randomizer = { next, seed: (value) => reseed(String(value)) }

  reseed(seed)
  return {
    faker: new EnglishFaker({ locale: [english.rawDefinitions], randomizer }),
    next,
    int,
    decimal: (low, high, digits) => {
      const scale = 10 ** digits
      return int(Math.ceil(low * scale), Math.floor(high * scale)) / scale
    },
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new RangeError('pick needs at least one item')
      return item
    },
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
