import type { Faker, FakerOptions, Randomizer } from '@faker-js/faker'
import { faker as english } from '@faker-js/faker/locale/en'
import { createRandomSource, type RandomSource } from '../stats/random.ts'

/** A {@link RandomSource} with what generated examples need. */
export interface Random extends RandomSource {
  /** English fake data from this source. Its `date` module is not used, because it reads the clock. */
  readonly faker: Faker
  /** Uniform multiple of 10^-digits between two bounds, both ends included. */
  decimal(low: number, high: number, digits: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

// Only the English locale is loaded; the class is taken from its instance because no entry exports the class
// alone.
const EnglishFaker = english.constructor as new (options: FakerOptions) => Faker

/** A source of randomness for a seed text such as `1/edgejson_invoice_official_012`. */
export function createRandom(seed: string): Random {
  const source = createRandomSource(seed)
  const { next, int, reseed } = source
  const randomizer: Randomizer = { next, seed: (value) => reseed(String(value)) }
  return {
    ...source,
    faker: new EnglishFaker({ locale: [english.rawDefinitions], randomizer }),
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
  }
}
