import { type Dimension, groupBy } from '../../plugin/aggregation/dimension.ts'
import { errorClassCounts } from '../../plugin/aggregation/error-classes.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { ClassRow } from './analysis.ts'

/** Misses by class for each value of a dimension, in the order in which reports list them. */
export function classRows(cases: readonly CaseRecord[], by: Dimension): ClassRow[] {
  return [...groupBy(cases, by)].map(([key, group]) => {
    const classes = errorClassCounts(group)
    return {
      key,
      scored: group.filter(({ scores }) => scores !== null).length,
      missed: Object.values(classes).reduce((sum, count) => sum + count, 0),
      classes,
    }
  })
}

/** Most misses first. */
export function worstFirst(rows: readonly ClassRow[]): ClassRow[] {
  return rows.toSorted((a, b) => b.missed - a.missed)
}
