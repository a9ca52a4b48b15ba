import type { CaseRecord, RunReport } from '../../../../plugin/model/index.ts'
import { missNote } from '../../../../plugin/model/miss-note.ts'
import { integer, plural } from '../../format.ts'
import { type CaseStatus, caseStatus } from '../case-status.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { caseListHref } from './case-link.ts'
import { type Place, row, section, table } from './section.ts'

/** Examples listed of each kind; the list below has them all. */
const MOST = 25

/** What was lost and why, and what could not be judged: the reason to open the page at all. */
export function urgentCases(report: RunReport, run: number, place: Place): Html {
  const lost = ofStatus(report, 'lost').toSorted((a, b) => Number(b.critical) - Number(a.critical))
  const failed = ofStatus(report, 'failed')
  if (lost.length + failed.length === 0) return EMPTY
  return html`${lost.length === 0 ? null : section(place, 'lost', `Lost against the baseline (${integer(lost.length)})`, caseTable(lost, run, 'lost'))}
${failed.length === 0 ? null : section(place, 'failed', `No answer to judge (${integer(failed.length)})`, caseTable(failed, run, 'failed'))}`
}

function ofStatus({ cases }: RunReport, status: CaseStatus): CaseRecord[] {
  return cases.filter((record) => caseStatus(record) === status)
}

function caseTable(cases: readonly CaseRecord[], run: number, status: CaseStatus): Html {
  const rest = cases.length - MOST
  return table({
    label: status === 'lost' ? 'Lost examples' : 'Examples without an answer',
    className: 'urgent',
    caption:
      status === 'lost'
        ? 'Exact in the baseline, not exact now; critical examples first'
        : 'The engine failed, the time ran out, or the dataset line is broken',
    columns: [
      { title: 'Example' },
      { title: 'Why' },
      { title: 'Schema', className: 'extra' },
      { title: 'Line', kind: 'number', className: 'extra' },
    ],
    rows: cases
      .slice(0, MOST)
      .map((record) =>
        row(
          html`<a href="${caseListHref(run, { example: record.id })}">${shorten(record.id)}</a>${record.critical ? html` <strong class="critical">critical</strong>` : null}`,
          html`<td class="why">${whyText(record)}</td>`,
          html`<td class="extra">${shorten(record.schemaId ?? '–')}</td>`,
          html`<td class="extra number">${record.line}</td>`,
        ),
      ),
    foot:
      rest > 0
        ? html`<a href="${caseListHref(run, { status })}">${plural(rest, 'more example')} in the list</a>`
        : null,
  })
}

/** Why an example has no exact answer, in one line. */
function whyText({ scores, completion, failure }: CaseRecord): string {
  if (scores !== null) return missNote(scores, null)
  return shorten(failure ?? completion?.error?.message ?? 'no reason was given', 300)
}

function shorten(text: string, length = 120): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
