import { tallyBy } from '../../plugin/aggregation/dimension.ts'
import { errorClassTally } from '../../plugin/aggregation/error-classes.ts'
import { addAll, type Tally } from '../../plugin/aggregation/tally.ts'
import type { ReferenceName } from '../../plugin/records/baseline-source.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Dimension } from '../../plugin/records/dimension.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis, ClassRow } from './analysis.ts'
import { driftTally, type ReferenceEntry } from './drift.ts'
import { lengthTally } from './length-buckets.ts'
import { lostPathTally } from './lost-paths.ts'
import { outputTally } from './output-counts.ts'
import { sentences } from './sentences.ts'
import { typeConfusionTally } from './type-confusions.ts'

/**
 * Analyses the errors of a run. A pure function.
 *
 * @param reference what the baseline (its `entries`) or another run did with the same examples; without it `drift`
 * knows only the classes of the lost examples.
 * @param name what the reference is, in sentences. Default: what the gate compared the run with
 */
export function analyse(
  report: RunReport,
  reference: readonly ReferenceEntry[] | null = null,
  name?: ReferenceName,
): Analysis {
  const tallies = {
    byComplexity: classRows('complexity'),
    bySchema: classRows('schema'),
    paths: lostPathTally(),
    types: typeConfusionTally(),
    promptTokens: lengthTally(({ completion }) => completion?.tokensIn ?? null),
    answerTokens: lengthTally(({ completion }) => completion?.tokensOut ?? null),
    drift: driftTally(report, reference, name),
    outputs: outputTally(report),
  }
  addAll(report.cases, Object.values(tallies))
  const outputs = tallies.outputs.result()
  const facts: Omit<Analysis, 'sentences'> = {
    byComplexity: tallies.byComplexity.result(),
    bySchema: worstFirst(tallies.bySchema.result()),
    paths: tallies.paths.result(),
    types: tallies.types.result(),
    cutLists: outputs.cutLists,
    promptTokens: tallies.promptTokens.result(),
    answerTokens: tallies.answerTokens.result(),
    drift: tallies.drift.result(),
  }
  return { sentences: sentences(report, facts, outputs), ...facts }
}

/** Misses by class for each value of a dimension, in the order in which reports list them. */
function classRows(by: Dimension): Tally<CaseRecord, ClassRow[]> {
  const groups = tallyBy<CaseRecord, Omit<ClassRow, 'key'>>(by, () => {
    const counts = errorClassTally()
    let scored = 0
    return {
      add(each) {
        counts.add(each)
        if (each.scores !== null) scored += 1
      },
      result() {
        const classes = counts.result()
        return { scored, missed: Object.values(classes).reduce((sum, count) => sum + count, 0), classes }
      },
    }
  })
  return {
    add: (each) => groups.add(each),
    result: () => [...groups.result()].map(([key, row]) => ({ key, ...row })),
  }
}

/** Most misses first. */
function worstFirst(rows: readonly ClassRow[]): ClassRow[] {
  return rows.toSorted((a, b) => b.missed - a.missed)
}
