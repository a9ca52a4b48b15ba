import type { Example } from './example.ts'

/** The dimensions that every run is broken down by. A dataset may add metadata of its own, see {@link Example.slices}. */
export const DIMENSIONS = ['complexity', 'schema', 'source'] as const

/** A dimension of a breakdown: one of {@link DIMENSIONS}, or the name of a slice of the dataset. */
export type Dimension = string

/** What tells the slice of an example in each dimension. */
export type DimensionCase = Pick<Example, 'complexity' | 'schemaId' | 'source' | 'slices'>

/** Key of the examples that have no value in a dimension. */
export const UNKNOWN_KEY = 'unknown'

/** The slice of an example in a dimension. */
export function dimensionKey(item: DimensionCase, by: Dimension): string {
  return valueIn(item, by) ?? UNKNOWN_KEY
}

function valueIn({ complexity, schemaId, source, slices }: DimensionCase, by: Dimension): string | null {
  if (by === 'complexity') return complexity
  if (by === 'schema') return schemaId
  if (by === 'source') return source
  return slices !== undefined && Object.hasOwn(slices, by) ? (slices[by] ?? null) : null
}
