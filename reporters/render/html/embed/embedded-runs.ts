import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { runLabels } from '../../run-label.ts'
import { caseStatus } from '../case-status.ts'
import type { PageCase, PageRun } from '../page-data.ts'
import { caseRow, differenceBytes } from './case-row.ts'
import { Intern } from './intern.ts'
import { listedCases } from './listed-cases.ts'
import { scriptJson } from './script-json.ts'
import { commonLimit } from './size-budget.ts'

/** A run with its rows as JSON: their size must be known before the texts are shortened. */
export interface EmbeddedRun extends Omit<PageRun, 'cases'> {
  readonly rows: readonly string[]
}

export interface EmbeddedRuns {
  readonly runs: readonly EmbeddedRun[]
  /** All texts that rows point to. */
  readonly texts: readonly string[]
  /** Indexes of the texts of lost, gained and failed examples: these are shortened last. */
  readonly urgent: ReadonlySet<number>
  /** Bytes that the rows take together. */
  readonly rowBytes: number
}

/** Smallest number of bytes for the differences of an example, whatever the budget. */
const MIN_DIFFERENCE_BYTES = 300

/** The rows of all runs, with lists of differences of at most `differenceBudget` bytes in total. */
export function embedRuns(reports: readonly RunReport[], differenceBudget: number): EmbeddedRuns {
  const listed = reports.map(listedCases)
  const sizes = listed.flatMap((cases) => Array.from(cases, differenceBytes))
  const limit = Math.max(MIN_DIFFERENCE_BYTES, commonLimit(sizes, differenceBudget))
  const labels = runLabels(reports)
  const datasets = new Intern()
  const texts = new Intern()
  const urgent = new Set<number>()
  const runs = reports.map((report, index): EmbeddedRun => {
    const tables = { texts, schemas: new Intern(), complexities: new Intern(), sources: new Intern() }
    const rows = Array.from(listed[index] ?? [], (record) => {
      const row = caseRow(record, tables, limit)
      if (isUrgent(record)) for (const ref of textRefs(row)) urgent.add(ref)
      return scriptJson(row)
    })
    return {
      label: labels[index] ?? '',
      dataset: datasets.add(report.dataset.sha256),
      schemas: tables.schemas.list(),
      complexities: tables.complexities.list(),
      sources: tables.sources.list(),
      rows,
    }
  })
  let rowBytes = 0
  for (const { rows } of runs) for (const row of rows) rowBytes += Buffer.byteLength(row) + 2
  return { runs, texts: texts.list(), urgent, rowBytes }
}

function isUrgent(record: Parameters<typeof caseStatus>[0]): boolean {
  const status = caseStatus(record)
  return status === 'lost' || status === 'gained' || status === 'failed'
}

function textRefs(row: PageCase): number[] {
  return [row[8], row[9], row[10]].filter((ref) => ref >= 0)
}
