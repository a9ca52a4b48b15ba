import { createHash } from 'node:crypto'
import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import { valueOfCase } from '../../plugin/gate/metric-value.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { hasResult } from '../../plugin/records/case-result.ts'
import { type GateMetric, partsOf } from '../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/** The examples of a run that can be compared by a metric. */
export interface ComparableExamples {
  /** Of each example with a value of the metric what identifies it, by id. */
  readonly identities: ReadonlyMap<string, string>
  /** Examples of the dataset without an output; those whose result has no value of the metric are not counted. */
  readonly unanswered: number
}

/** What tells whether two runs have the same example. */
export interface IdentityOptions {
  readonly metric: GateMetric
  /**
   * Prompts are identified by the hash of what the engine got, and not by their text: a report without the texts (option `texts`)
   * has the hash alone. The template is then a part of the example.
   */
  readonly byHash: boolean
}

/**
 * The cases of a report that have a value of the metric.
 *
 * @throws {EdgejsonError} `BAD_REPORT` for a duplicate id: it would be unclear which completion to compare.
 */
export function comparableExamples(
  { cases, dataset }: Pick<RunReport, 'cases' | 'dataset'>,
  label: string,
  options: IdentityOptions,
): ComparableExamples {
  const identities = new Map<string, string>()
  const others = new Set<string>()
  let withoutValue = 0
  for (const item of cases) {
    if (identities.has(item.id) || others.has(item.id)) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `${printable(label)} has two cases with the id "${printable(item.id.slice(0, 120))}": an id must be unique, ` +
          'or it is unclear which completions to compare. Rename one of them in the dataset and run again.',
      )
    }
    if (valueOfCase(item, options.metric) !== null) identities.set(item.id, identityOf(item, options))
    else {
      others.add(item.id)
      if (hasResult(item)) withoutValue += 1
    }
  }
  return { identities, unanswered: Math.max(0, dataset.examples - withoutValue - identities.size) }
}

/**
 * The ids of the examples that every run answered and that are the same in all of them (text, expected value, scoring
 * rules; the schema where schema compliance is compared), in code-unit order: the same pairs whichever run comes first. The template is a
 * setting of the run.
 */
export function commonIds(runs: readonly ComparableExamples[]): string[] {
  const [first, ...others] = runs
  if (first === undefined) return []
  return [...first.identities]
    .filter(([id, identity]) => others.every(({ identities }) => identities.get(id) === identity))
    .map(([id]) => id)
    .sort(byCodeUnit)
}

function identityOf({ prompt, hash }: CaseRecord, { metric, byHash }: IdentityOptions): string {
  const schema = partsOf(metric).score === 'schemaCompliance' ? hash?.schema : null
  return shortHash(
    JSON.stringify([byHash ? hash?.prompt : prompt, hash?.expected, hash?.rules, schema ?? null]),
  )
}

/** Stands for a text of which it has to be known only whether it is equal to another. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32)
}
