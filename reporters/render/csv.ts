import { stringify } from 'csv-stringify/sync'
import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { ERROR_CLASSES } from '../../plugin/records/error-class.ts'
import { describeDifference } from '../../plugin/records/miss-note.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { primaryScores } from '../../plugin/records/scores.ts'
import { primaryRates, type Slice } from '../../plugin/records/slice.ts'
import { spreadsheetText } from './spreadsheet-text.ts'

/** Null is an empty cell: not measured, not known. */
type Cell = string | number | boolean | null

/** Rows that are converted to text at a time. */
const BATCH = 500
const DIFFERENCES = 5

/** A CSV file by its name, in pieces. */
export interface CsvFile {
  /** File name, e.g. `cases.csv`. */
  readonly name: string
  /** Its text in parts. */
  readonly chunks: Iterable<string>
}

/**
 * Reports as CSV for spreadsheets: `cases.csv`, and a table by complexity, schema and source. The rows of several runs
 * are in one table, with columns that name the run. Rates are fractions of 1, numbers are plain, empty means "not
 * measured". UTF-8 with a byte order mark and CRLF, as Excel reads it; no text of a dataset or model is a formula.
 */
export function renderCsv(reports: readonly RunReport[]): CsvFile[] {
  return [
    { name: 'cases.csv', chunks: csv(CASE_COLUMNS, caseRows(reports)) },
    {
      name: 'by-complexity.csv',
      chunks: sliceTable(reports, 'complexity', ({ byComplexity }) => byComplexity),
    },
    { name: 'by-schema.csv', chunks: sliceTable(reports, 'schema', ({ bySchema }) => bySchema) },
    { name: 'by-source.csv', chunks: sliceTable(reports, 'source', ({ bySource }) => bySource) },
  ]
}

const RUN_COLUMNS = ['run', 'model', 'dtype', 'machine', 'dataset', 'created_at']

function runCells({ name, model, machine, dataset, createdAt }: RunReport): Cell[] {
  return [name, model.id, model.dtype, machine.label, dataset.path, createdAt]
}

const CASE_COLUMNS = [
  ...RUN_COLUMNS,
  'id',
  'line',
  'complexity',
  'schema',
  'source',
  'critical',
  'state',
  'baseline',
  'json_exact',
  'field_f1',
  'precision',
  'recall',
  'schema_compliance',
  'strict_json_exact',
  'official_json_exact',
  'official_field_f1',
  'error_class',
  'differences',
  'first_differences',
  'finish_reason',
  'tokens_in',
  'tokens_out',
  'queue_ms',
  'total_ms',
  'first_token_ms',
  'replayed',
  'failure',
  'prompt',
  'expected',
  'output',
]

function* caseRows(reports: readonly RunReport[]): Generator<Cell[]> {
  for (const report of reports) {
    const run = runCells(report)
    for (const each of report.cases) yield [...run, ...caseCells(each)]
  }
}

function caseCells(each: CaseRecord): Cell[] {
  const { scores, completion } = each
  return [
    each.id,
    each.line,
    each.complexity,
    each.schemaId,
    each.source,
    each.critical,
    each.state,
    each.baseline,
    primaryScores(scores)?.jsonExact ?? null,
    primaryScores(scores)?.fieldF1 ?? null,
    primaryScores(scores)?.precision ?? null,
    primaryScores(scores)?.recall ?? null,
    primaryScores(scores)?.schemaCompliance ?? null,
    scores?.strict.jsonExact ?? null,
    scores?.official.jsonExact ?? null,
    scores?.official.fieldF1 ?? null,
    scores?.errorClass ?? null,
    scores?.differenceCount ?? null,
    (scores?.differences ?? [])
      .slice(0, DIFFERENCES)
      .map((difference) => describeDifference(difference))
      .join('\n') || null,
    completion?.finishReason ?? null,
    completion?.tokensIn ?? null,
    completion?.tokensOut ?? null,
    completion?.timings.queueMs ?? null,
    completion?.timings.totalMs ?? null,
    completion?.timings.firstTokenMs ?? null,
    completion?.replayed ?? null,
    each.failure,
    each.prompt,
    stringifyJson(each.expected),
    completion?.text ?? null,
  ]
}

function sliceTable(
  reports: readonly RunReport[],
  dimension: string,
  slicesOf: (report: RunReport) => Readonly<Record<string, Slice>>,
): Iterable<string> {
  const columns = [
    ...RUN_COLUMNS,
    dimension,
    'examples',
    'scored',
    'failed',
    'exact',
    'json_exact',
    'json_exact_low',
    'json_exact_high',
    'field_f1',
    'field_f1_low',
    'field_f1_high',
    'field_f1_pooled',
    'precision',
    'recall',
    'schema_compliance',
    'strict_json_exact',
    'official_json_exact',
    'official_field_f1',
    'official_schema_compliance',
    ...ERROR_CLASSES,
  ]
  return csv(columns, sliceRows(reports, dimension, slicesOf))
}

function* sliceRows(
  reports: readonly RunReport[],
  dimension: string,
  slicesOf: (report: RunReport) => Readonly<Record<string, Slice>>,
): Generator<Cell[]> {
  for (const report of reports) {
    const run = runCells(report)
    const classes = countClasses(report, dimension)
    for (const [key, slice] of Object.entries(slicesOf(report))) {
      const counts = classes.get(key)
      yield [...run, key, ...sliceCells(slice), ...ERROR_CLASSES.map((name) => counts?.get(name) ?? 0)]
    }
  }
}

function sliceCells(slice: Slice): Cell[] {
  const { examples, scored, failed, exact, strict, official } = slice
  const primary = primaryRates(slice)
  return [
    examples,
    scored,
    failed,
    exact,
    primary.jsonExact,
    primary.jsonExactInterval?.[0] ?? null,
    primary.jsonExactInterval?.[1] ?? null,
    primary.fieldF1,
    primary.fieldF1Interval?.[0] ?? null,
    primary.fieldF1Interval?.[1] ?? null,
    primary.fieldF1Micro,
    primary.precision,
    primary.recall,
    primary.schemaCompliance,
    strict.jsonExact,
    official.jsonExact,
    official.fieldF1,
    official.schemaCompliance,
  ]
}

function countClasses({ cases }: RunReport, dimension: string): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>()
  for (const { scores, complexity, schemaId, source } of cases) {
    const errorClass = scores?.errorClass
    if (errorClass == null) continue
    const value = dimension === 'complexity' ? complexity : dimension === 'schema' ? schemaId : source
    const key = value ?? 'unknown'
    const group = counts.get(key) ?? new Map<string, number>()
    group.set(errorClass, (group.get(errorClass) ?? 0) + 1)
    counts.set(key, group)
  }
  return counts
}

function* csv(columns: readonly string[], rows: Iterable<Cell[]>): Generator<string> {
  yield write([[...columns]], true)
  let batch: Cell[][] = []
  for (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield write(batch)
    batch = []
  }
  if (batch.length > 0) yield write(batch)
}

function write(rows: readonly Cell[][], first = false): string {
  return stringify([...rows], {
    bom: first,
    record_delimiter: 'windows',
    // Many programs would read a single line break inside a cell as the end of the row.
    quote_record_delimiter: true,
    // A program can then read `00123` as text.
    quoted_string: true,
    cast: {
      string: (text) => spreadsheetText(text),
      boolean: (value) => (value ? 'TRUE' : 'FALSE'),
      number: (value) => String(value),
    },
  })
}
