import type { Tally } from '../../plugin/aggregation/tally.ts'
import { printableName, type ReferenceName, referenceName } from '../../plugin/records/baseline-source.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../plugin/records/error-class.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Drift } from './analysis.ts'

/** What the reference did with one example; the entries of a Baseline have this form. */
export interface ReferenceEntry {
  /** Id of the example. */
  readonly id: string
  /** Null where there was no output to score. */
  readonly exact: boolean | null
  /** Error class of its miss; null where it was exact or not scored. */
  readonly class: ErrorClass | null
}

/** What changed since the reference, by class. Null where the run was compared with nothing. */
export function driftTally(
  { verdict: { comparison, baseline } }: Pick<RunReport, 'verdict'>,
  reference: readonly ReferenceEntry[] | null,
  name: ReferenceName = referenceName(baseline?.origin),
): Tally<CaseRecord, Drift | null> {
  if (comparison === null && reference === null) return { add: () => undefined, result: () => null }
  const before = new Map((reference ?? []).map((entry) => [entry.id, entry]))
  const ids = comparison === null ? null : new Set(comparison.lost)
  const isLost = (id: string): boolean => (ids === null ? before.get(id)?.exact === true : ids.has(id))
  const lost = new Map<ErrorClass, number>()
  const then = new Map<ErrorClass, number>()
  const now = new Map<ErrorClass, number>()
  return {
    add({ id, scores }) {
      if (scores === null) return
      const { errorClass } = scores
      if (errorClass !== null && isLost(id)) count(lost, errorClass)
      const entry = before.get(id)
      if (entry === undefined || entry.exact === null) return
      if (errorClass !== null) count(now, errorClass)
      if (entry.class !== null) count(then, entry.class)
    },
    result: () => ({
      reference: printableName(name),
      lost: [...lost]
        .map(([errorClass, examples]) => ({ errorClass, examples }))
        .sort((a, b) => b.examples - a.examples),
      classes:
        reference === null
          ? null
          : ERROR_CLASSES.map((errorClass) => ({
              errorClass,
              before: then.get(errorClass) ?? 0,
              now: now.get(errorClass) ?? 0,
            }))
              .filter((row) => row.before + row.now > 0)
              .sort((a, b) => b.now - b.before - (a.now - a.before)),
    }),
  }
}

function count(counts: Map<ErrorClass, number>, key: ErrorClass): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
