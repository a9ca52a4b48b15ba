import { byCodeUnit } from '../core/code-unit-order.ts'
import type { CaseRecord } from '../records/case.ts'
import {
  DIMENSIONS,
  type Dimension,
  type DimensionCase,
  dimensionKey,
  UNKNOWN_KEY,
} from '../records/dimension.ts'
import { type Tally, tallied } from './tally.ts'

/** The dimensions of these cases: those of every run, then the dataset's own by name. */
export function dimensionsOf(cases: Iterable<Pick<CaseRecord, 'slices'>>): readonly Dimension[] {
  return [...DIMENSIONS, ...slicesOf(cases)]
}

/** The names of the dataset's own slices, in order. */
export function slicesOf(cases: Iterable<Pick<CaseRecord, 'slices'>>): readonly string[] {
  const names = new Set<string>()
  for (const { slices = {} } of cases) for (const name of Object.keys(slices)) names.add(name)
  return [...names].sort(byCodeUnit)
}

const COMPLEXITIES = ['simple', 'medium', 'complex']

function rank(key: string, by: Dimension): number {
  if (key === UNKNOWN_KEY) return 1000
  const known = by === 'complexity' ? COMPLEXITIES.indexOf(key) : -1
  return known === -1 ? 100 : known
}

/** Cases by their value: simple, medium, complex first, the others by code unit, `unknown` last. */
export function groupBy<Item extends DimensionCase>(
  cases: Iterable<Item>,
  by: Dimension,
): ReadonlyMap<string, readonly Item[]> {
  return tallied(
    cases,
    tallyBy<Item, readonly Item[]>(by, () => {
      const group: Item[] = []
      return { add: (item) => void group.push(item), result: () => group }
    }),
  )
}

/** A tally for each value of a dimension, in the order of {@link groupBy}. */
export function tallyBy<Item extends DimensionCase, Result>(
  by: Dimension,
  start: () => Tally<Item, Result>,
): Tally<Item, ReadonlyMap<string, Result>> {
  const tallies = new Map<string, Tally<Item, Result>>()
  return {
    add(item) {
      const key = dimensionKey(item, by)
      let tally = tallies.get(key)
      if (tally === undefined) {
        tally = start()
        tallies.set(key, tally)
      }
      tally.add(item)
    },
    result: () =>
      new Map(
        [...tallies]
          .sort(([a], [b]) => rank(a, by) - rank(b, by) || byCodeUnit(a, b))
          .map(([key, tally]) => [key, tally.result()]),
      ),
  }
}
