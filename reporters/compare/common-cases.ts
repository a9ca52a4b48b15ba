import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import { valueOfCase } from '../../plugin/gate/metric-value.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { type GateMetric, partsOf } from '../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/** Cases with a value of the metric, by id. */
export type CasesById = ReadonlyMap<string, CaseRecord>

/**
 * The cases of a report that have a value of the metric, by id.
 *
 * @throws {EdgejsonError} `BAD_REPORT` for a duplicate id: it would be unclear which completion to compare.
 */
export function casesWith(metric: GateMetric, { cases }: Pick<RunReport, 'cases'>, label: string): CasesById {
  const byId = new Map<string, CaseRecord>()
  const seen = new Set<string>()
  for (const item of cases) {
    if (seen.has(item.id)) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `${printable(label)} has two cases with the id "${printable(item.id.slice(0, 120))}": an id must be unique, ` +
          'or it is unclear which completions to compare. Rename one of them in the dataset and run again.',
      )
    }
    seen.add(item.id)
    if (valueOfCase(item, metric) !== null) byId.set(item.id, item)
  }
  return byId
}

/**
 * The ids of the examples that every run answered and that are the same in all of them (text, expected value, scoring
 * rules; the schema where schema compliance is compared), in code-unit order: the same pairs whichever run comes first. The template is a
 * setting of the run.
 */
export function commonIds(runs: readonly CasesById[], metric: GateMetric): string[] {
  const withSchema = partsOf(metric).score === 'schemaCompliance'
  const [first, ...others] = runs
  if (first === undefined) return []
  return [...first]
    .filter(([id, item]) => others.every((run) => isSameQuestion(item, run.get(id), withSchema)))
    .map(([id]) => id)
    .sort(byCodeUnit)
}

function isSameQuestion(a: CaseRecord, b: CaseRecord | undefined, withSchema: boolean): boolean {
  return (
    b !== undefined &&
    a.prompt === b.prompt &&
    a.hash?.expected === b.hash?.expected &&
    a.hash?.rules === b.hash?.rules &&
    (!withSchema || a.hash?.schema === b.hash?.schema)
  )
}
