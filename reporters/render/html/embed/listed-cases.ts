import type { CaseRecord } from '../../../../plugin/records/case.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { CASE_STATUSES, caseStatus } from '../case-status.ts'

/** Largest number of examples of a run in the list of a page: a browser holds all of them. */
export const MOST_LISTED = 100_000

/**
 * The examples that the page lists, in the order of the dataset: all, or of more than a page can hold the most urgent, and of
 * one status the first.
 */
export function listedCases({ cases }: Pick<RunReport, 'cases'>): Iterable<CaseRecord> {
  if (cases.length <= MOST_LISTED) return cases
  const counts = CASE_STATUSES.map(() => 0)
  for (const each of cases) {
    const rank = CASE_STATUSES.indexOf(caseStatus(each))
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  let room = MOST_LISTED
  const rooms = counts.map((count) => {
    const taken = Math.min(count, room)
    room -= taken
    return taken
  })
  return {
    *[Symbol.iterator]() {
      const left = [...rooms]
      for (const each of cases) {
        const rank = CASE_STATUSES.indexOf(caseStatus(each))
        if ((left[rank] ?? 0) === 0) continue
        left[rank] = (left[rank] ?? 0) - 1
        yield each
      }
    },
  }
}
