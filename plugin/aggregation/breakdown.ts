import type { Slice } from '../records/slice.ts'
import { type Dimension, type DimensionCase, groupBy } from './dimension.ts'
import { type SliceCase, slice } from './slice.ts'

export type BreakdownCase = SliceCase & DimensionCase

/**
 * Figures by complexity, schema or source. Cases without a value are under `unknown`. The record has no
 * prototype, so a schema called `__proto__` is an ordinary key. Keys that look like integers come first, as
 * in every JavaScript object.
 */
export function breakdown(cases: readonly BreakdownCase[], by: Dimension): Readonly<Record<string, Slice>> {
  const slices: Record<string, Slice> = Object.create(null)
  for (const [key, group] of groupBy(cases, by)) slices[key] = slice(group)
  return slices
}
