import { secondsNumber } from '../../../plugin/core/format.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { markOf } from '../../../plugin/gate/outcome/marks.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import { complianceOf, errorClassOf, isRight } from '../../../plugin/records/case-result.ts'
import { describeDifference, resultNote } from '../../../plugin/records/miss-note.ts'
import type { Mark } from '../../../plugin/records/outcome.ts'
import { rightRepeats } from '../../../plugin/records/repeats.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryScores } from '../../../plugin/records/scores.ts'
import type { Element, Outcome } from './element.ts'

/** Largest number of characters of an output in a failure; report.json has the whole output. */
const OUTPUT_LENGTH = 2_000
const MESSAGE_LENGTH = 500

/** An example as a testcase. */
export function caseElement(each: CaseRecord, report: RunReport, lost: ReadonlySet<string>): Element {
  const { completion, scores } = each
  const totalMs = completion?.timings.totalMs ?? null
  const { name, path } = report.dataset
  return {
    attributes: {
      classname: each.schemaId === null ? name : `${name}.${each.schemaId}`,
      name: each.id,
      time: totalMs === null ? null : secondsNumber(totalMs),
      file: path,
      line: each.line > 0 ? each.line : null,
    },
    properties: {
      json_exact: primaryScores(scores)?.jsonExact ?? null,
      field_f1: primaryScores(scores)?.fieldF1 ?? null,
      own_metric: scores?.ownMetric ?? null,
      schema_compliance: complianceOf(each),
      error_class: errorClassOf(each),
      finish_reason: completion?.finishReason ?? null,
      completion_kind: completion?.kind ?? null,
      tokens_in: completion?.tokensIn ?? null,
      tokens_out: completion?.tokensOut ?? null,
      complexity: each.complexity,
      schema: each.schemaId,
      source: each.source,
      critical: each.critical ? true : null,
      baseline: each.baseline,
      repeats: each.repeats?.results.length ?? null,
      right_repeats: each.repeats === undefined ? null : rightRepeats(each.repeats),
      replayed: completion?.replayed === true ? true : null,
    },
    outcome: outcomeOf(caseOutcomeKind(each, report, lost), each, wasLost(each, lost)),
    output: null,
  }
}

/** The kind of outcome of a testcase; null when it passes. Fast, for counting. */
export function caseOutcomeKind(
  each: CaseRecord,
  report: RunReport,
  lost: ReadonlySet<string>,
): Outcome['kind'] | null {
  const { verdict, marks, totals } = report
  // A lost example of a regression is a failure, whatever the mark of its test.
  if (verdict.state === 'regression' && each.state !== 'failed' && wasLost(each, lost)) return 'failure'
  return KINDS[
    markOf(each, marks, {
      accepted: verdict.state === 'accepted',
      tolerated: totals.failed <= marks.maxErrors,
    })
  ]
}

function wasLost(each: CaseRecord, lost: ReadonlySet<string>): boolean {
  return lost.has(each.id) || (each.baseline === 'hit' && isRight(each) === false)
}

function outcomeOf(kind: Outcome['kind'] | null, each: CaseRecord, isLost: boolean): Outcome | null {
  if (kind === null) return null
  if (kind === 'error') return failure(each)
  if (kind === 'skipped') {
    const message = each.state === 'failed' ? `tolerated: ${failure(each).message}` : note(each, isLost)
    return { kind, message, type: null, body: null }
  }
  return { kind, message: note(each, isLost), type: typeOf(each), body: details(each) }
}

const KINDS: Readonly<Record<Mark, Outcome['kind'] | null>> = {
  pass: null,
  skip: 'skipped',
  fail: 'failure',
  error: 'error',
}

/** There is no output to score. */
function failure({ failure, completion }: CaseRecord): Outcome {
  const error = completion?.error
  const message = failure ?? error?.message ?? 'no output'
  return {
    kind: 'error',
    message: printable(message.slice(0, MESSAGE_LENGTH)),
    type: error?.code ?? (completion === null ? 'BAD_DATASET' : 'NOT_JUDGED'),
    body: message.length > MESSAGE_LENGTH ? message.slice(0, OUTPUT_LENGTH) : null,
  }
}

function typeOf(each: CaseRecord): string {
  const { assertion } = each
  return errorClassOf(each) ?? (assertion === null ? 'miss' : 'assertion')
}

function note(each: CaseRecord, isLost: boolean): string {
  const { scores, baseline, assertion } = each
  if (scores?.errorClass === null && assertion?.message != null) {
    return printable(assertion.message.slice(0, MESSAGE_LENGTH))
  }
  return resultNote(each, isLost ? 'hit' : baseline) ?? 'no output was scored'
}

function details({ scores, compliance, completion }: CaseRecord): string {
  const lines = (compliance?.violations ?? []).map(({ path, message }) => `${path} ${message}`)
  if (scores !== null) {
    for (const difference of scores.differences)
      lines.push(`${difference.kind} ${describeDifference(difference)}`)
    const more = scores.differenceCount - scores.differences.length
    if (more > 0) lines.push(`and ${more} more`)
  }
  if (completion !== null) {
    const { text } = completion
    lines.push('', 'Output:', text.slice(0, OUTPUT_LENGTH))
    if (text.length > OUTPUT_LENGTH) lines.push(`… ${text.length - OUTPUT_LENGTH} more characters`)
  }
  return lines.join('\n')
}
