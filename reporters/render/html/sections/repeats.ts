import type { CaseRecord } from '../../../../plugin/records/case.ts'
import type { CaseSequence } from '../../../../plugin/records/case-sequence.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { BestItems, type BestOf } from '../../best-of.ts'
import { repeatRows } from '../../repeat-rows.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { caseTable, MOST_ROWS } from './case-table.ts'
import { cell, numberCell, type Place, row, section, table } from './section.ts'

function unstableCases(cases: CaseSequence, ids: ReadonlySet<string>): BestOf<CaseRecord> {
  const unstable = new BestItems<CaseRecord>(MOST_ROWS)
  for (const each of cases) if (ids.has(each.id)) unstable.add(each)
  return unstable
}

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
          cases: unstableCases(cases, ids),
          run,
          all: {},
          label: 'Unstable examples',
          caption: 'Right in some repeats and not in others',
        }),
  )
}
