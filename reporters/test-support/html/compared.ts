import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { compareGroups, type GroupComparison, type GroupOptions } from '../../compare/index.ts'
import { runLabels } from '../../render/run-label.ts'

/** The runs of a page, compared as the command line does it. */
export function compared(reports: readonly LoadedReport[], options: GroupOptions = {}): GroupComparison[] {
  const labels = runLabels(reports)
  return compareGroups(
    reports.map((report, index) => ({ report, label: labels[index] ?? '' })),
    options,
  )
}
