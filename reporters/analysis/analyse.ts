import { type Dimension, groupBy } from '../../plugin/aggregation/dimension.ts'
import { errorClassCounts } from '../../plugin/aggregation/error-classes.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis, ClassRow } from './analysis.ts'
import { drift, type ReferenceEntry } from './drift.ts'
import { lengthBuckets } from './length-buckets.ts'
import { lostPaths } from './lost-paths.ts'
import { sentences } from './sentences.ts'
import { typeConfusions } from './type-confusions.ts'

/**
 * Analyses the errors of a run. A pure function.
 *
 * @param reference what the baseline (its `entries`) or another run did with the same examples; without it `drift`
 * knows only the classes of the lost examples.
 */
export function analyse(report: RunReport, reference: readonly ReferenceEntry[] | null = null): Analysis {
  const { cases } = report
  const facts: Omit<Analysis, 'sentences'> = {
    byComplexity: classRows(cases, 'complexity'),
    bySchema: worstFirst(classRows(cases, 'schema')),
    paths: lostPaths(cases),
    types: typeConfusions(cases),
    cutLists: cases.filter(
      ({ scores }) => scores !== null && scores.differenceCount > scores.differences.length,
    ).length,
    promptTokens: lengthBuckets(cases, ({ completion }) => completion?.tokensIn ?? null),
    answerTokens: lengthBuckets(cases, ({ completion }) => completion?.tokensOut ?? null),
    drift: drift(report, reference),
  }
  return { sentences: sentences(report, facts), ...facts }
}

/** Misses by class for each value of a dimension, in the order in which reports list them. */
function classRows(cases: readonly CaseRecord[], by: Dimension): ClassRow[] {
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
function worstFirst(rows: readonly ClassRow[]): ClassRow[] {
  return rows.toSorted((a, b) => b.missed - a.missed)
}
