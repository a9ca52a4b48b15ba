import { plural } from '../../../../plugin/core/format.ts'
import type { CaseRecord } from '../../../../plugin/records/case.ts'
import { resultNote } from '../../../../plugin/records/miss-note.ts'
import type { BestOf } from '../../best-of.ts'
import { shorten, shownId } from '../../shorten.ts'
import { type Html, html } from '../markup.ts'
import { type CaseListAddress, caseListHref } from './case-link.ts'
import { row, table } from './section.ts'

/** Largest number of examples in a table; the list of examples has all of them. */
export const MOST_ROWS = 25

/** A few examples, each with its reason, and a link to all of them. */
export function caseTable(options: {
  readonly cases: BestOf<CaseRecord>
  readonly run: number
  /** The filter that lists all of them. */
  readonly all: CaseListAddress
  readonly label: string
  readonly caption: string
}): Html {
  const { cases, run, all, label, caption } = options
  const rest = cases.count - MOST_ROWS
  return table({
    label,
    className: 'urgent',
    caption,
    columns: [
      { title: 'Example' },
      { title: 'Why' },
      { title: 'Schema', className: 'extra' },
      { title: 'Line', kind: 'number', className: 'extra' },
    ],
    rows: cases.items.slice(0, MOST_ROWS).map((record) => caseRow(record, run, all.with)),
    foot:
      rest > 0
        ? html`<a href="${caseListHref(run, all)}">${plural(rest, 'more example')} in the list</a>`
        : null,
  })
}

function caseRow(record: CaseRecord, run: number, reference: number | undefined): Html {
  const href = caseListHref(run, {
    line: record.line,
    ...(reference === undefined ? {} : { with: reference }),
  })
  return row(
    html`<a href="${href}">${shownId(record.id)}</a>${record.critical ? html` <strong class="critical">critical</strong>` : null}`,
    html`<td class="why">${whyText(record)}</td>`,
    html`<td class="extra">${shorten(record.schemaId ?? '–', 120)}</td>`,
    html`<td class="extra number">${record.line}</td>`,
  )
}

/** In one line, why the output of an example is not exact, or that it is exact. */
function whyText(record: CaseRecord): string {
  const { completion, failure } = record
  const note = resultNote(record, null)
  if (note !== null) return note
  return shorten(failure ?? completion?.error?.message ?? 'no reason was given')
}
