import { integer } from '../../../../plugin/core/format.ts'
import { referenceName } from '../../../../plugin/records/baseline-source.ts'
import type { CaseRecord } from '../../../../plugin/records/case.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { BestItems } from '../../best-of.ts'
import { caseStatus } from '../case-status.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { caseTable, MOST_ROWS } from './case-table.ts'
import { type Place, section } from './section.ts'

/** Lost examples with their reasons, and examples without a completion to score. */
export function urgentCases(report: RunReport, run: number, place: Place): Html {
  const lost = new BestItems<CaseRecord>(MOST_ROWS, (a, b) => Number(b.critical) - Number(a.critical))
  const failed = new BestItems<CaseRecord>(MOST_ROWS)
  for (const each of report.cases) {
    const status = caseStatus(each)
    if (status === 'lost') lost.add(each)
    if (status === 'failed') failed.add(each)
  }
  if (lost.count + failed.count === 0) return EMPTY
  const reference = referenceName(report.verdict.baseline?.origin).text
  const lostTable = caseTable({
    cases: lost,
    run,
    all: { status: 'lost' },
    label: 'Lost examples',
    caption: `Right in ${reference}, not right now; critical examples first`,
  })
  const failedTable = caseTable({
    cases: failed,
    run,
    all: { status: 'failed' },
    label: 'Examples without output',
    caption: 'The engine failed, the time limit was reached, or the dataset line is broken',
  })
  return html`${lost.count === 0 ? null : section(place, 'lost', `Lost against ${reference} (${integer(lost.count)})`, lostTable)}
${failed.count === 0 ? null : section(place, 'failed', `No completion to score (${integer(failed.count)})`, failedTable)}`
}
