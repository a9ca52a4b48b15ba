import { integer } from '../../../../plugin/core/format.ts'
import type { CaseRecord } from '../../../../plugin/records/case.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { type CaseStatus, caseStatus } from '../case-status.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { caseTable } from './case-table.ts'
import { type Place, section } from './section.ts'

/** Lost examples with their reasons, and examples without a completion to score. */
export function urgentCases(report: RunReport, run: number, place: Place): Html {
  const lost = ofStatus(report, 'lost').toSorted((a, b) => Number(b.critical) - Number(a.critical))
  const failed = ofStatus(report, 'failed')
  if (lost.length + failed.length === 0) return EMPTY
  const lostTable = caseTable({
    cases: lost,
    run,
    all: { status: 'lost' },
    label: 'Lost examples',
    caption: 'Exact in the baseline, not exact now; critical examples first',
  })
  const failedTable = caseTable({
    cases: failed,
    run,
    all: { status: 'failed' },
    label: 'Examples without output',
    caption: 'The engine failed, the time limit was reached, or the dataset line is broken',
  })
  return html`${lost.length === 0 ? null : section(place, 'lost', `Lost against the baseline (${integer(lost.length)})`, lostTable)}
${failed.length === 0 ? null : section(place, 'failed', `No completion to score (${integer(failed.length)})`, failedTable)}`
}

function ofStatus({ cases }: RunReport, status: CaseStatus): CaseRecord[] {
  return cases.filter((record) => caseStatus(record) === status)
}
