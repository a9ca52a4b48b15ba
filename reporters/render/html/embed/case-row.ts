import { f1 } from '../../../../plugin/core/format.ts'
import { stringifyJson } from '../../../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../../../plugin/records/case.ts'
import { errorClassOf } from '../../../../plugin/records/case-result.ts'
import { ERROR_CLASSES } from '../../../../plugin/records/error-class.ts'
import { complianceNote, KIND_TEXT } from '../../../../plugin/records/miss-note.ts'
import {
  type Difference,
  primaryScores,
  reportedModes,
  type Scores,
} from '../../../../plugin/records/scores.ts'
import { shorten, shownId } from '../../shorten.ts'
import { CASE_STATUSES, caseStatus } from '../case-status.ts'
import type { PageCase, PageDetail, PageDifference } from '../page-data.ts'
import type { Intern } from './intern.ts'
import { scriptJsonBytes } from './script-json.ts'

/** Longest message of a row, in UTF-16 units. */
const MESSAGE_LENGTH = 2_000

export interface RowTables {
  readonly texts: Intern
  readonly schemas: Intern
  readonly complexities: Intern
  readonly sources: Intern
}

/**
 * One example as a row of the page's data; its texts are in the tables. `differenceBytes` limits the list of
 * differences.
 */
export function caseRow(record: CaseRecord, tables: RowTables, differenceBytes: number): PageCase {
  const { completion, scores } = record
  const errorClass = errorClassOf(record)
  return [
    shownId(record.id),
    record.line,
    CASE_STATUSES.indexOf(caseStatus(record)),
    errorClass === null ? -1 : ERROR_CLASSES.indexOf(errorClass),
    tables.schemas.add(name(record.schemaId)),
    tables.complexities.add(name(record.complexity)),
    tables.sources.add(name(record.source)),
    record.critical ? 1 : 0,
    tables.texts.add(record.prompt),
    tables.texts.add(expectedText(record)),
    tables.texts.add(completion === null ? null : completion.text),
    scores === null ? null : shownF1(primaryScores(scores).fieldF1),
    completion?.timings.totalMs ?? null,
    caseDetail(record, differenceBytes),
  ]
}

/** The expected value as JSON text. */
function expectedText({ expected }: CaseRecord): string {
  if (expected === undefined) return '(no expected value: schema compliance only)'
  try {
    return stringifyJson(expected)
  } catch (error) {
    if (error instanceof RangeError) return '(nested too deeply to be shown)'
    throw error
  }
}

function caseDetail(record: CaseRecord, differenceBytes: number): PageDetail {
  const { completion, scores, assertion } = record
  const differences = scores === null ? [] : fitDifferences(scores.differences, differenceBytes)
  const firstTokenMs = completion?.timings.firstTokenMs ?? null
  const failure = record.failure ?? completion?.error?.message ?? missedCompliance(record)
  return {
    ...(completion === null
      ? {}
      : { finish: completion.finishReason, tokens: [completion.tokensIn, completion.tokensOut] }),
    ...(completion?.kind === undefined ? {} : { kind: KIND_TEXT[completion.kind] }),
    ...(firstTokenMs === null ? {} : { firstTokenMs }),
    ...(completion?.replayed ? { replayed: true } : {}),
    ...(scores === null
      ? {}
      : { scores: reportedModes(scores).map((mode) => modeScores(scores[mode] ?? scores.lenient)) }),
    ...(differences.length === 0 ? {} : { differences }),
    ...(scores === null || scores.differenceCount === differences.length
      ? {}
      : { differenceCount: scores.differenceCount }),
    ...(failure === null ? {} : { failure: shorten(failure, MESSAGE_LENGTH) }),
    ...(assertion === null
      ? {}
      : {
          assertion: [
            assertion.passed ? 1 : 0,
            assertion.message === null ? null : shorten(assertion.message, MESSAGE_LENGTH),
          ],
        }),
  }
}

/** What the output of a compliance-only example violates; null for every other. */
function missedCompliance({ compliance, completion }: CaseRecord): string | null {
  return compliance === undefined || compliance.lenient.schemaCompliance
    ? null
    : complianceNote(compliance, null, completion?.kind)
}

type DetailScores = NonNullable<PageDetail['scores']>[number]

function modeScores({ parsed, jsonExact, fieldF1, schemaCompliance }: Scores): DetailScores {
  return [
    bit(parsed),
    bit(jsonExact),
    shownF1(fieldF1),
    schemaCompliance === null ? null : bit(schemaCompliance),
  ]
}

const name = (text: string | null): string | null => (text === null ? null : shorten(text))
const bit = (value: boolean): 0 | 1 => (value ? 1 : 0)

/** The first differences that take at most this number of bytes; at least one, if there are any. */
function fitDifferences(differences: readonly Difference[], bytes: number): PageDifference[] {
  const rows: PageDifference[] = []
  let used = 0
  for (const difference of differences) {
    const row = differenceRow(difference)
    used += scriptJsonBytes(row)
    if (used > bytes && rows.length > 0) break
    rows.push(row)
  }
  return rows
}

/** Bytes that all differences of an example would take. */
export function differenceBytes({ scores }: CaseRecord): number {
  return scores === null ? 0 : scriptJsonBytes(scores.differences.map(differenceRow))
}

function differenceRow({ path, kind, expected, received }: Difference): PageDifference {
  return [
    shorten(path),
    kind,
    expected === null ? null : shorten(expected),
    received === null ? null : shorten(received),
  ]
}

/** Rounded to the digits that the page shows. */
const shownF1 = (value: number): number => Number(f1(value))
