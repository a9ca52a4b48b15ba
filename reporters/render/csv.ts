import { stringify } from 'csv-stringify/sync'
import { costOfCase } from '../../plugin/aggregation/amounts.ts'
import { tallyBy } from '../../plugin/aggregation/dimension.ts'
import { type Tally, tallied } from '../../plugin/aggregation/tally.ts'
import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { complianceOf, errorClassOf } from '../../plugin/records/case-result.ts'
import type { DIMENSIONS, Dimension } from '../../plugin/records/dimension.ts'
import { ERROR_CLASSES } from '../../plugin/records/error-class.ts'
import { describeDifference } from '../../plugin/records/miss-note.ts'
import { rightRepeats } from '../../plugin/records/repeats.ts'
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
 * Reports as CSV for spreadsheets: `cases.csv`, a table by complexity, schema and source, and one for all slices of the
 * dataset's own (`fields.slices`) where a report has some. The rows of several runs
 * are in one table, with columns that name the run. Rates are fractions of 1, numbers are plain, empty means "not
 * measured". UTF-8 with a byte order mark and CRLF, as Excel reads it; no text of a dataset or model is a formula.
 */
export function renderCsv(reports: readonly RunReport[]): CsvFile[] {
  return [
    { name: 'cases.csv', chunks: csv(CASE_COLUMNS, caseRows(reports)) },
    { name: 'by-complexity.csv', chunks: sliceTable(reports, ['complexity'], dimension('complexity')) },
    { name: 'by-schema.csv', chunks: sliceTable(reports, ['schema'], dimension('schema')) },
    { name: 'by-source.csv', chunks: sliceTable(reports, ['source'], dimension('source')) },
    ...(reports.some(({ bySlice }) => bySlice !== undefined)
      ? [{ name: 'by-slice.csv', chunks: sliceTable(reports, ['slice', 'value'], ownSlices) }]
      : []),
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
  'slices',
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
  'own_metric',
  'error_class',
  'differences',
  'first_differences',
  'finish_reason',
  'tokens_in',
  'tokens_out',
  'cost',
  'queue_ms',
  'total_ms',
  'first_token_ms',
  'replayed',
  'repeats',
  'right_repeats',
  'failure',
  'prompt',
  'expected',
  'accepted',
  'output',
]

function* caseRows(reports: readonly RunReport[]): Generator<Cell[]> {
  for (const report of reports) {
    const run = runCells(report)
    for (const each of report.cases) yield [...run, ...caseCells(each, report)]
  }
}

function caseCells(each: CaseRecord, { cost }: RunReport): Cell[] {
  const { scores, completion } = each
  return [
    each.id,
    each.line,
    each.complexity,
    each.schemaId,
    each.source,
    each.slices === undefined ? null : JSON.stringify(each.slices),
    each.critical,
    each.state,
    each.baseline,
    primaryScores(scores)?.jsonExact ?? null,
    primaryScores(scores)?.fieldF1 ?? null,
    primaryScores(scores)?.precision ?? null,
    primaryScores(scores)?.recall ?? null,
    complianceOf(each),
    scores?.strict.jsonExact ?? null,
    scores?.official.jsonExact ?? null,
    scores?.official.fieldF1 ?? null,
    scores?.ownMetric ?? null,
    errorClassOf(each),
    scores?.differenceCount ?? null,
    (scores?.differences ?? [])
      .slice(0, DIFFERENCES)
      .map((difference) => describeDifference(difference))
      .join('\n') || null,
    completion?.finishReason ?? null,
    completion?.tokensIn ?? null,
    completion?.tokensOut ?? null,
    cost === undefined ? null : costOfCase(each, cost),
    completion?.timings.queueMs ?? null,
    completion?.timings.totalMs ?? null,
    completion?.timings.firstTokenMs ?? null,
    completion?.replayed ?? null,
    each.repeats?.results.length ?? null,
    each.repeats === undefined ? null : rightRepeats(each.repeats),
    each.failure,
    each.prompt,
    each.expected === undefined ? null : stringifyJson(each.expected),
    each.accepted === undefined ? null : stringifyJson([...each.accepted]),
    completion?.text ?? null,
  ]
}

/** A breakdown of a run as rows of a table. */
interface Breakdown {
  readonly by: Dimension
  readonly slices: Readonly<Record<string, Slice>>
  /** Cells in front of the name of each slice. */
  readonly first: readonly Cell[]
}

function dimension(by: (typeof DIMENSIONS)[number]): (report: RunReport) => readonly Breakdown[] {
  return ({ byComplexity, bySchema, bySource }) => {
    const slices = { complexity: byComplexity, schema: bySchema, source: bySource }[by]
    return [{ by, slices, first: [] }]
  }
}

function ownSlices({ bySlice = {} }: RunReport): readonly Breakdown[] {
  return Object.entries(bySlice).map(([name, slices]) => ({ by: name, slices, first: [name] }))
}

function sliceTable(
  reports: readonly RunReport[],
  names: readonly string[],
  breakdownsOf: (report: RunReport) => readonly Breakdown[],
): Iterable<string> {
  const columns = [
    ...RUN_COLUMNS,
    ...names,
    'examples',
    'scored',
    'compliance_only',
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
    'own_metric',
    'own_metric_low',
    'own_metric_high',
    ...ERROR_CLASSES,
  ]
  return csv(columns, sliceRows(reports, breakdownsOf))
}

function* sliceRows(
  reports: readonly RunReport[],
  breakdownsOf: (report: RunReport) => readonly Breakdown[],
): Generator<Cell[]> {
  for (const report of reports) {
    const run = runCells(report)
    for (const { by, slices, first } of breakdownsOf(report)) {
      const counts = tallied(report.cases, tallyBy(by, errorCounts))
      for (const [key, slice] of Object.entries(slices))
        yield [...run, ...first, key, ...sliceCells(slice), ...(counts.get(key) ?? NO_ERRORS)]
    }
  }
}

function sliceCells(slice: Slice): Cell[] {
  const { examples, scored, complianceOnly = 0, failed, exact, strict, official, ownMetric } = slice
  const primary = primaryRates(slice)
  return [
    examples,
    scored,
    complianceOnly,
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
    ownMetric?.mean ?? null,
    ownMetric?.interval?.[0] ?? null,
    ownMetric?.interval?.[1] ?? null,
  ]
}

/** Outputs by error class, in the order of the columns. */
function errorCounts(): Tally<CaseRecord, readonly number[]> {
  const counts = new Map<string, number>()
  return {
    add(each) {
      const errorClass = errorClassOf(each)
      if (errorClass !== null) counts.set(errorClass, (counts.get(errorClass) ?? 0) + 1)
    },
    result: () => ERROR_CLASSES.map((name) => counts.get(name) ?? 0),
  }
}

const NO_ERRORS: readonly number[] = ERROR_CLASSES.map(() => 0)

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
