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
export function drift(report: RunReport, reference: readonly ReferenceEntry[] | null): Drift | null {
  const { comparison } = report.verdict
  if (comparison === null && reference === null) return null
  const before = new Map((reference ?? []).map((entry) => [entry.id, entry]))
  const isLost =
    comparison === null
      ? (id: string) => before.get(id)?.exact === true
      : (
          (lost) => (id: string) =>
            lost.has(id)
        )(new Set(comparison.lost))
  const lost = new Map<ErrorClass, number>()
  const then = new Map<ErrorClass, number>()
  const now = new Map<ErrorClass, number>()
  for (const { id, scores } of report.cases) {
    if (scores === null) continue
    const { errorClass } = scores
    if (errorClass !== null && isLost(id)) count(lost, errorClass)
    const entry = before.get(id)
    if (entry === undefined || entry.exact === null) continue
    if (errorClass !== null) count(now, errorClass)
    if (entry.class !== null) count(then, entry.class)
  }
  return {
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
  }
}

function count(counts: Map<ErrorClass, number>, key: ErrorClass): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
