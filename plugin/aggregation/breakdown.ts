import type { Dimension, DimensionCase } from '../records/dimension.ts'
import type { Slice } from '../records/slice.ts'
import { tallyBy } from './dimension.ts'
import { type SliceCase, SliceTally } from './slice.ts'
import { type Tally, tallied } from './tally.ts'

export type BreakdownCase = SliceCase & DimensionCase

/**
 * Figures by complexity, schema or source. Cases without a value are under `unknown`. The record has no
 * prototype, so a schema called `__proto__` is an ordinary key. Keys that look like integers come first, as
 * in every JavaScript object.
 */
export function breakdown(cases: Iterable<BreakdownCase>, by: Dimension): Readonly<Record<string, Slice>> {
  return tallied(cases, breakdownTally(by))
}

/** {@link breakdown}, case by case. */
export function breakdownTally(by: Dimension): Tally<BreakdownCase, Readonly<Record<string, Slice>>> {
  const groups = tallyBy<BreakdownCase, Slice>(by, () => new SliceTally())
  return {
    add: (item) => groups.add(item),
    result() {
      const slices: Record<string, Slice> = Object.create(null)
      for (const [key, slice] of groups.result()) slices[key] = slice
      return slices
    },
  }
}
