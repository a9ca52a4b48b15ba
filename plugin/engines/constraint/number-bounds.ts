import type { Bounds } from './number-grammar.ts'

/** Larger bounds are not enforced. */
const LARGEST = 1e15

/**
 * The bounds of a numeric schema of any draft.
 *
 * @param skip called with each keyword that cannot be enforced: a bound of a `number` that is not an integer
 */
export function numberBounds(
  schema: Readonly<Record<string, unknown>>,
  integers: boolean,
  skip: (keyword: string) => void,
): Bounds {
  const { exclusiveMinimum: exclusiveLow, exclusiveMaximum: exclusiveHigh } = schema
  const read = (keyword: string, round: (value: number) => number): number | null => {
    const value = schema[keyword]
    if (typeof value !== 'number') return null
    const bound = integers ? round(value) : value
    if (Number.isInteger(bound) && Math.abs(bound) <= LARGEST) return bound
    skip(keyword)
    return null
  }
  const low = read('minimum', Math.ceil)
  const high = read('maximum', Math.floor)
  // An exclusive bound that is not an integer becomes inclusive when it is rounded.
  const above = read('exclusiveMinimum', (value) => (Number.isInteger(value) ? value : Math.floor(value)))
  const below = read('exclusiveMaximum', (value) => (Number.isInteger(value) ? value : Math.ceil(value)))
  const minimum = above !== null && (low === null || above >= low) ? above : low
  const maximum = below !== null && (high === null || below <= high) ? below : high
  return {
    minimum,
    maximum,
    // Draft 4 has flags in place of bounds.
    exclusiveMinimum: (above !== null && minimum === above) || (exclusiveLow === true && low !== null),
    exclusiveMaximum: (below !== null && maximum === below) || (exclusiveHigh === true && high !== null),
  }
}
