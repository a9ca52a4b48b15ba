import { byCodeUnit } from '../core/code-unit-order.ts'
import type { CaseRecord } from '../records/case.ts'

/** The dimensions of a breakdown. */
export type Dimension = 'complexity' | 'schema' | 'source'

export type DimensionCase = Pick<CaseRecord, 'complexity' | 'schemaId' | 'source'>

/** Key of the cases that have no value in the dimension. */
export const UNKNOWN_KEY = 'unknown'

const COMPLEXITIES = ['simple', 'medium', 'complex']

/** The value of a case in a dimension, null when it has none. */
function dimensionValue(item: DimensionCase, by: Dimension): string | null {
  if (by === 'complexity') return item.complexity
  return by === 'schema' ? item.schemaId : item.source
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
