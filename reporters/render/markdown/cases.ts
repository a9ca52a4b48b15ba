import { f1, integer, plural } from '../../../plugin/core/format.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import { errorClassOf } from '../../../plugin/records/case-result.ts'
import { describeDifference, resultNote } from '../../../plugin/records/miss-note.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type Difference, primaryScores } from '../../../plugin/records/scores.ts'
import type { BestOf } from '../best-of.ts'
import { shownId } from '../shorten.ts'
import { worstCases } from '../worst-cases.ts'
import { type Block, table } from './blocks.ts'
import { markdownBlock, markdownCode } from './markdown-text.ts'

/** Numbers of examples on a page. */
export interface CaseLimits {
  /** Rows of each table. */
  readonly rows: number
  /** Examples whose prompt, output and differences are in closed details at the end. */
  readonly details: number
}

const DIFFERENCES = 3
const OUTPUT_LENGTH = 2_000
const BEGINNING = 120

/** Lost examples and misses, the worst first. */
export function caseBlocks(report: RunReport, limits: CaseLimits): Block[] {
  const { failed, lost, missed } = worstCases(report, limits.rows)
  const gained = report.verdict.comparison?.gained ?? []
  return [
    ...(failed.count > 0
      ? [`### No output for ${plural(failed.count, 'example')}`, failedTable(failed, limits)]
      : []),
    ...(lost.count > 0 ? [`### Lost ${integer(lost.count)}`, missTable(lost, limits)] : []),
    ...(gained.length > 0
      ? [
          `### Gained ${integer(gained.length)}`,
          `${gained.slice(0, limits.rows).map(idCode).join(', ')}${rest(gained.length - limits.rows)}`,
        ]
      : []),
    ...(missed.count > 0
      ? [
          `### ${lost.count > 0 ? 'Other misses' : 'Misses'}, the worst first (${integer(missed.count)})`,
          missTable(missed, limits),
        ]
      : []),
  ]
}

/** The worst examples with prompt, output and differences, in closed details. */
export function detailBlocks(report: RunReport, { details }: CaseLimits): Block[] {
  const { lost, missed } = worstCases(report, details)
  const chosen = [...lost.items, ...missed.items].slice(0, details)
  return chosen.length === 0 ? [] : ['### Outputs of the worst', ...chosen.map(folded)]
}

function folded(each: CaseRecord): string {
  const { scores, completion } = each
  return [
    `<details><summary>${idCode(each.id)} ${errorClassOf(each) ?? 'missed'}, line ${integer(each.line)}</summary>`,
    'Prompt',
    markdownBlock(each.prompt, OUTPUT_LENGTH),
    ...(completion === null ? [] : ['Output', markdownBlock(completion.text, OUTPUT_LENGTH)]),
    ...((scores?.differences.length ?? 0) > 0
      ? ['Differences', markdownBlock(differencesOf(each, 20).join('\n'), OUTPUT_LENGTH)]
      : []),
    '</details>',
  ].join('\n\n')
}

function failedTable({ items, count }: BestOf<CaseRecord>, { rows }: CaseLimits): Block {
  return table(
    ['example', 'line', 'why'],
    items.map((each) => [
      idCode(each.id),
      integer(each.line),
      markdownCode(each.failure ?? each.completion?.error?.message ?? 'no reason was given', 300),
    ]),
    { left: 3, most: rows, count },
  )
}

function missTable({ items, count }: BestOf<CaseRecord>, { rows }: CaseLimits): Block {
  return table(
    ['example', 'line', 'class', 'F1', 'differences'],
    items.map((each) => [
      `${idCode(each.id)}${each.critical ? ' **critical**' : ''}`,
      integer(each.line),
      errorClassOf(each) ?? (each.compliance === undefined ? 'assertion' : 'schema'),
      f1(primaryScores(each.scores)?.fieldF1 ?? null),
      said(each),
    ]),
    { left: 5, most: rows, count },
  )
}

function said(each: CaseRecord): string {
  if (each.compliance !== undefined) return markdownCode(resultNote(each, null) ?? '', 200)
  if (each.scores?.errorClass === null && each.assertion?.message != null)
    return markdownCode(each.assertion.message, 200)
  // Without an extracted value there are no differences, so the start of the output is shown.
  if (each.scores?.differenceCount === 0 && each.completion !== null)
    return `output: ${markdownCode(each.completion.text, BEGINNING)}`
  const shown = differencesOf(each, DIFFERENCES).map((text) => markdownCode(text, 200))
  const more = (each.scores?.differenceCount ?? 0) - shown.length
  return [...shown, ...(more > 0 ? [`and ${integer(more)} more`] : [])].join('<br>')
}

function differencesOf({ scores }: CaseRecord, most: number): string[] {
  return (scores?.differences ?? []).slice(0, most).map((each) => describeDifference(bounded(each)))
}

/** Shortened as by scoring: a report from another source may contain longer texts, which would take too long. */
function bounded({ path, kind, expected, received }: Difference): Difference {
  return {
    path: path.slice(0, 1_000),
    kind,
    expected: expected?.slice(0, 2_000) ?? null,
    received: received?.slice(0, 2_000) ?? null,
  }
}

function idCode(id: string): string {
  return markdownCode(shownId(id), Number.POSITIVE_INFINITY)
}

function rest(count: number): string {
  return count > 0 ? ` and ${integer(count)} more` : ''
}
