import { ERROR_CLASSES, type RunReport } from '../../../../plugin/model/index.ts'
import { CASE_STATUSES, caseStatus, STATUS_LABELS } from '../case-status.ts'
import type { PageCase, PageData, PageRun } from '../page-data.ts'
import { runLabels } from '../run-label.ts'
import { caseRow, differenceBytes } from './case-row.ts'
import { Intern } from './intern.ts'
import { scriptJson, scriptJsonBytes } from './script-json.ts'
import { clipToBytes, commonLimit } from './size-budget.ts'

/** Bytes of data that a page may hold for each ten thousand examples; a page of fewer may take as much. */
const BUDGET = 18_000_000
const EXAMPLES = 10_000
/** Part of the budget that lists of differences may take. */
const DIFFERENCES = 4_000_000
/** Part that texts of lost, won and failed examples may take, before any other text: they are what people read. */
const URGENT = 6_000_000
/** No text is longer than this, in bytes, however much room there is: a browser must lay it out. */
const LONGEST = 65_536

/** The data of a page as JSON for a script element, in pieces. Long texts are cut where the budget demands it. */
export function* pageDataJson(
  reports: readonly RunReport[],
  compare: PageData['compare'],
): Generator<string> {
  const datasets = new Intern()
  const sizes = new Map<number, number>()
  for (const { dataset, cases } of reports) {
    const ref = datasets.add(dataset.sha256)
    sizes.set(ref, Math.max(sizes.get(ref) ?? 0, cases.length))
  }
  const scale = Math.max(1, [...sizes.values()].reduce((sum, count) => sum + count, 0) / EXAMPLES)

  const texts = new Intern()
  const urgent = new Set<number>()
  const limit = Math.max(
    300,
    commonLimit(
      reports.flatMap(({ cases }) => cases.map(differenceBytes)),
      DIFFERENCES * scale,
    ),
  )
  const labels = runLabels(reports)
  let rowBytes = 0
  const runs: (Omit<PageRun, 'cases'> & { cases: string[] })[] = []
  for (const [index, report] of reports.entries()) {
    const tables = { texts, schemas: new Intern(), complexities: new Intern(), sources: new Intern() }
    const cases: string[] = []
    for (const record of report.cases) {
      const row = caseRow(record, tables, limit)
      if (isUrgent(record)) for (const ref of textRefs(row)) urgent.add(ref)
      const json = scriptJson(row)
      rowBytes += Buffer.byteLength(json) + 2
      cases.push(json)
    }
    runs.push({
      label: labels[index] ?? '',
      dataset: datasets.add(report.dataset.sha256),
      schemas: tables.schemas.list(),
      complexities: tables.complexities.list(),
      sources: tables.sources.list(),
      cases,
    })
  }

  const kept = fitTexts(texts.list(), urgent, BUDGET * scale - rowBytes)
  const statuses = CASE_STATUSES.map((status) => {
    const { mark, word } = STATUS_LABELS[status]
    return [status, mark, word]
  })
  yield `{"version":1,"statuses":${scriptJson(statuses)},"errorClasses":${scriptJson(ERROR_CLASSES)},"cut":${scriptJson(kept.cut)},"compare":${scriptJson(compare)},"texts":[`
  yield* joined(kept.texts, scriptJson)
  yield '],"runs":['
  for (const [index, { cases, ...run }] of runs.entries()) {
    yield `${index === 0 ? '' : ','}${scriptJson(run).slice(0, -1)},"cases":[`
    yield* joined(cases, (json) => json)
    yield ']}'
  }
  yield ']}'
}

function isUrgent(record: Parameters<typeof caseStatus>[0]): boolean {
  const status = caseStatus(record)
  return status === 'lost' || status === 'won' || status === 'failed'
}

function textRefs(row: PageCase): number[] {
  return [row[8], row[9], row[10]].filter((ref) => ref >= 0)
}

interface FittedTexts {
  readonly texts: readonly string[]
  readonly cut: PageData['cut']
}

/** Cuts what is too long: the urgent texts to their share first, all others to what is left. */
function fitTexts(texts: readonly string[], urgent: ReadonlySet<number>, budget: number): FittedTexts {
  const sizes = texts.map((text) => textBytes(text))
  const share = (of: (index: number) => boolean, bytes: number): [limit: number, used: number] => {
    const some = sizes.filter((_, index) => of(index))
    const limit = Math.min(LONGEST, commonLimit(some, Math.max(0, bytes)))
    return [limit, some.reduce((sum, size) => sum + Math.min(size, limit), 0)]
  }
  const [urgentLimit, used] = share((index) => urgent.has(index), Math.min(URGENT, budget))
  const [otherLimit] = share((index) => !urgent.has(index), budget - used)
  const cut: [number, number][] = []
  const kept = texts.map((text, index) => {
    const limit = urgent.has(index) ? urgentLimit : otherLimit
    if ((sizes[index] ?? 0) <= limit) return text
    cut.push([index, text.length])
    return clipToBytes(text, limit)
  })
  return { texts: kept, cut }
}

/** Of a very long text only a beginning is measured: it is cut in any case. */
function textBytes(text: string): number {
  return text.length > LONGEST ? text.length : scriptJsonBytes(text)
}

function* joined<T>(items: readonly T[], write: (item: T) => string): Generator<string> {
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
