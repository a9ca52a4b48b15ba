import { ERROR_CLASSES } from '../../../../plugin/records/error-class.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { CASE_STATUSES, STATUS_LABELS } from '../case-status.ts'
import type { PageData } from '../page-data.ts'
import { embedRuns } from './embedded-runs.ts'
import { fitTexts } from './fit-texts.ts'
import { MOST_LISTED } from './listed-cases.ts'
import { scriptJson } from './script-json.ts'

/**
 * Largest number of bytes of data for each ten thousand examples; a page with fewer examples may have the same size.
 */
const BUDGET = 18_000_000
const EXAMPLES = 10_000
/** Part of the budget that lists of differences may take. */
const DIFFERENCE_SHARE = 1 / 4

/** The data of a page as JSON for a script element, in pieces. Long texts are cut where the budget is exceeded. */
export function* pageDataJson(
  reports: readonly RunReport[],
  compare: PageData['compare'],
): Generator<string> {
  const budget = BUDGET * Math.max(1, countExamples(reports) / EXAMPLES)
  const { runs, texts, urgent, rowBytes } = embedRuns(reports, budget * DIFFERENCE_SHARE)
  const fitted = fitTexts(texts, urgent, budget - rowBytes)
  const statuses = CASE_STATUSES.map((status) => [
    status,
    STATUS_LABELS[status].mark,
    STATUS_LABELS[status].word,
  ])
  yield `{"version":1,"statuses":${scriptJson(statuses)},"errorClasses":${scriptJson(ERROR_CLASSES)},`
  yield `"compare":${scriptJson(compare)},"cut":${scriptJson(fitted.cut)},"texts":[`
  yield* joined(fitted.texts, scriptJson)
  yield '],"runs":['
  for (const [index, { rows, ...run }] of runs.entries()) {
    yield `${index === 0 ? '' : ','}${scriptJson(run).slice(0, -1)},"cases":[`
    yield* joined(rows, (json) => json)
    yield ']}'
  }
  yield ']}'
}

/** Each dataset counts once, because runs of one dataset share its texts. */
function countExamples(reports: readonly RunReport[]): number {
  const counts = new Map<string, number>()
  for (const { dataset, cases } of reports) {
    counts.set(dataset.sha256, Math.max(counts.get(dataset.sha256) ?? 0, Math.min(cases.length, MOST_LISTED)))
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function* joined(items: readonly string[], write: (item: string) => string): Generator<string> {
  let batch = ''
  for (const [index, item] of items.entries()) {
    batch += (index === 0 ? '' : ',\n') + write(item)
    if (batch.length > 65_536) {
      yield batch
      batch = ''
    }
  }
  yield batch
}
