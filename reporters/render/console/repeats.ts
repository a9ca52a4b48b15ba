import type { RunReport } from '../../../plugin/records/run-report.ts'
import { repeatRows } from '../repeat-rows.ts'
import { whole } from '../text.ts'
import { labelled, labelledParts, type Page } from './page.ts'

/** Largest number of unstable examples; the report has all of them. */
const MOST = 10

/** How far the repeats of an example agree; nothing for a run without repeats. */
export function repeats({ repeats: figures }: RunReport, page: Page): string[] {
  if (figures === undefined) return []
  const { unstable } = figures
  const parts = repeatRows(figures).map(({ title, value, detail }) =>
    detail === '' ? `${title} ${value}` : `${title} ${value} (${detail})`,
  )
  const shown = unstable
    .slice(0, MOST)
    .map(({ id, right }) => `${whole(id)} (${right} of ${figures.repeats})`)
  const more = unstable.length - shown.length
  return [
    ...labelledParts(page, `${figures.repeats} repeats`, parts),
    ...(unstable.length === 0
      ? labelled(page, 'unstable', 'no example')
      : labelledParts(page, 'unstable', more > 0 ? [...shown, `${more} more in report.json`] : shown)),
  ]
}
