import { byCodeUnit } from '../core/code-unit-order.ts'
import type { CaseRecord } from '../records/case.ts'
import { DIMENSIONS } from '../records/example.ts'

/** A dimension of a breakdown: one of {@link DIMENSIONS}, or the name of a slice of the dataset. */
export type Dimension = string

export type DimensionCase = Pick<CaseRecord, 'complexity' | 'schemaId' | 'source' | 'slices'>

/** The dimensions of these cases: those of every run, then the dataset's own by name. */
export function dimensionsOf(cases: readonly Pick<CaseRecord, 'slices'>[]): readonly Dimension[] {
  return [...DIMENSIONS, ...slicesOf(cases)]
}

/** The names of the dataset's own slices, in order. */
export function slicesOf(cases: readonly Pick<CaseRecord, 'slices'>[]): readonly string[] {
  return [...new Set(cases.flatMap(({ slices }) => (slices === undefined ? [] : Object.keys(slices))))].sort(
    byCodeUnit,
  )
}

/** Key of the cases that have no value in the dimension. */
export const UNKNOWN_KEY = 'unknown'

const COMPLEXITIES = ['simple', 'medium', 'complex']

/** The value of a case in a dimension, null when it has none. */
function dimensionValue(item: DimensionCase, by: Dimension): string | null {
  if (by === 'complexity') return item.complexity
  if (by === 'schema') return item.schemaId
  if (by === 'source') return item.source
  return item.slices !== undefined && Object.hasOwn(item.slices, by) ? (item.slices[by] ?? null) : null
}

function rank(key: string, by: Dimension): number {
  if (key === UNKNOWN_KEY) return 1000
  const known = by === 'complexity' ? COMPLEXITIES.indexOf(key) : -1
  return known === -1 ? 100 : known
}

/** Cases by their value: simple, medium, complex first, the others by code unit, `unknown` last. */
export function groupBy<Item extends DimensionCase>(
  cases: readonly Item[],
  by: Dimension,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of cases) {
    const key = dimensionValue(item, by) ?? UNKNOWN_KEY
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return new Map([...groups].sort(([a], [b]) => rank(a, by) - rank(b, by) || byCodeUnit(a, b)))
}
