import { EdgejsonError } from '../../core/errors.ts'
import { listed, printable } from '../../core/printable.ts'
import { type Baseline, type BaselineEntry, wasRight } from '../../records/baseline.ts'
import { partsOf } from '../../records/gate-metric.ts'
import { datasetOf, entriesOf, totalsOf } from '../baseline/from-run.ts'
import { matchExamples } from '../baseline/match-examples.ts'
import { incomparable } from '../fingerprint.ts'
import type { GateRun } from '../input.ts'
import { changeLines } from './example-changes.ts'
import { coverageGap, runProblem } from './soundness.ts'

/** A baseline that accepts the changes of the dataset, and nothing else. */
export interface AcceptedChanges {
  readonly baseline: Baseline
  /** What was accepted, one line for each kind; empty when nothing changed. */
  readonly lines: readonly string[]
}

/**
 * Accepts the changed, renamed, removed and new examples of a run into a baseline. Every unchanged example
 * keeps its result, so losses of the model are never accepted with them: an unchanged example that the run
 * lost stays lost. A renamed example keeps its result under the new id. Of an example whose schema alone
 * changed, only compliance is accepted.
 *
 * @throws EdgejsonError `BAD_ARGUMENT` if the run is filtered, incomplete or ran with other settings, or if a
 * changed or new example has no result.
 */
export function acceptChanges(run: GateRun, baseline: Baseline): AcceptedChanges {
  const problem = runProblem(run, Number.POSITIVE_INFINITY)?.reason ?? coverageGap(run)
  if (problem !== null) refuse(`the run cannot be accepted: ${problem}`, 'Run the whole dataset first.')
  const settings = incomparable(baseline.fingerprint, run.fingerprint)
  if (settings.length > 0) {
    refuse(
      `the settings of the run differ from those of the baseline (${settings.join('; ')}), which affect every example`,
      'Undo them, or run Vitest with -u to make the run the new baseline.',
    )
  }
  const matched = matchExamples(baseline.entries, run.cases)
  const renamed = new Map(matched.renamed.map(({ from, to }) => [to, from]))
  const before = new Map(baseline.entries.map((entry) => [entry.id, entry]))
  const schemaChanged = new Set(matched.schemaChanged)
  const entries = entriesOf(run, baseline.metric).map((now): BaselineEntry => {
    const old = matched.unchanged.get(now.id) ?? before.get(renamed.get(now.id) ?? '')
    if (old === undefined || !(matched.unchanged.has(now.id) || renamed.has(now.id))) return now
    // Under another schema the earlier compliance says nothing.
    const ofSchema = old.hash?.schema === now.hash?.schema ? {} : complianceOf(now, baseline.metric)
    return { ...old, ...ofSchema, id: now.id, critical: now.critical, hash: now.hash ?? old.hash }
  })
  const taken = new Set([...matched.changed.map(({ id }) => id), ...matched.added])
  const empty = entries.filter((entry) => wasRight(entry) === null && taken.has(entry.id)).map(({ id }) => id)
  if (empty.length > 0) {
    refuse(`there is no result of ${listed(empty)}`, 'Run again until every changed and new example has one.')
  }
  const lines = changeLines(matched)
  if (schemaChanged.size > 0)
    lines.push(`JSON Schema changed (${schemaChanged.size}): ${listed(matched.schemaChanged)}.`)
  return {
    baseline: {
      ...baseline,
      dataset: datasetOf(run.dataset),
      fingerprint: run.fingerprint,
      totals: totalsOf(entries),
      entries,
    },
    lines,
  }
}

function complianceOf(
  { compliant, value }: BaselineEntry,
  metric: Baseline['metric'],
): Pick<BaselineEntry, 'compliant' | 'value'> {
  const stored = metric !== undefined && partsOf(metric).score === 'schemaCompliance' && value !== undefined
  return { compliant, ...(stored ? { value } : {}) }
}

function refuse(problem: string, wayOut: string): never {
  throw new EdgejsonError('BAD_ARGUMENT', `${printable(problem, 1000)}. ${wayOut}`)
}
