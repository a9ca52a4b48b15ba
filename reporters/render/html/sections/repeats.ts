import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { repeatRows } from '../../repeat-rows.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { caseTable } from './case-table.ts'
import { cell, numberCell, type Place, row, section, table } from './section.ts'

/** How far the repeats of an example agree; nothing for a run without repeats. */
export function repeats(report: RunReport, run: number, place: Place): Html {
  const { repeats: figures, cases } = report
  if (figures === undefined) return EMPTY
  const ids = new Set(figures.unstable.map(({ id }) => id))
  return section(
    place,
    'repeats',
    'Repeats',
    table({
      label: 'Repeats',
      caption: `Each example was requested ${figures.repeats} times; its scores are those of its worst repeat`,
      columns: [{ title: 'Figure' }, { title: 'Value', kind: 'number' }, { title: 'Detail' }],
      rows: repeatRows(figures).map(({ title, value, detail }) =>
        row(title, numberCell(value), cell(detail)),
      ),
    }),
    ids.size === 0
      ? html`<p>No example has both right and other repeats.</p>`
      : caseTable({
          cases: cases.filter(({ id }) => ids.has(id)),
          run,
          all: {},
          label: 'Unstable examples',
          caption: 'Right in some repeats and not in others',
        }),
  )
}
