import { firstDifference, shorten, shortenStart, wholeFrom } from '../core/cut-text.ts'
import { f1 } from '../core/format.ts'
import { printable } from '../core/printable.ts'
import type { BaselineState } from './case.ts'
import type { CaseResult } from './case-result.ts'
import type { Completion } from './completion.ts'
import type { ComplianceCard } from './compliance-card.ts'
import type { ErrorClass } from './error-class.ts'
import type { CompletionKind } from './finish-reason.ts'
import { type CaseRepeats, repeatsText } from './repeats.ts'
import { type Difference, primaryScores, type ScoreCard } from './scores.ts'

/** Longest note that {@link missNote} returns, in UTF-16 units. */
const NOTE_LENGTH = 160
const PATH_LENGTH = 60
/** Length of each of the two values; shorter if a path needs the space. */
const VALUE_LENGTH = 24
const SHORTEST_VALUE = 16
/** Characters that two values have in common before their first difference, shown for orientation. */
const CONTEXT = 8

/** The text for a class that no single path explains. */
const WITHOUT_PATH: Readonly<Partial<Record<ErrorClass, string>>> = {
  truncated: 'the token limit cut the output',
  no_json: 'no JSON value in the output',
  invalid_json: 'what looks like JSON in the output is invalid',
}

/** The text for a completion without ordinary output text. */
export const KIND_TEXT: Readonly<Record<CompletionKind, string>> = {
  tool_call: 'the model called a tool',
  several_calls: 'the model called several tools',
  wrong_tool: 'the model called another tool',
  no_call: 'the model called no tool',
  refusal: 'the model refused',
  reasoning_only: 'only reasoning, no output text',
  empty: 'the output text is empty',
}

/**
 * One line about a missed example, for a skip note, a JUnit message and the console: `LOST: wrong_value at
 * $.total: expected 30.5, got 3.05 (F1 0.830)`. It begins with `LOST:` if the example was exact in the
 * baseline and with `known miss:` if the baseline missed it too; with repeats `2 of 3 exact` follows. `kind` of the completion explains missing
 * output text. Printable on any terminal, at most 160 characters. FieldF1 is the lenient one.
 */
export function missNote(
  scores: ScoreCard,
  baseline: BaselineState,
  kind?: CompletionKind,
  repeats?: CaseRepeats,
): string {
  const score = ` (F1 ${f1(primaryScores(scores).fieldF1)})`
  const exact = repeatsText(repeats)
  const prefix = `${notePrefix(baseline)}${exact === '' ? '' : `${exact}; `}`
  return `${prefix}${missText(scores, kind, NOTE_LENGTH - prefix.length - score.length)}${score}`
}

/** As {@link missNote} for an example without an expected value: `LOST: schema: $.age must be number`. */
export function complianceNote(
  { errorClass, violations, lenient }: ComplianceCard,
  baseline: BaselineState,
  kind?: CompletionKind,
): string {
  const prefix = notePrefix(baseline)
  if (lenient.schemaCompliance) return `${prefix}the output complies with its schema`
  if (errorClass !== null) {
    const general = WITHOUT_PATH[errorClass] ?? errorClass
    return `${prefix}${errorClass}: ${kind === undefined ? general : KIND_TEXT[kind]}`
  }
  const [first] = violations
  const text = first === undefined ? 'the output violates it' : `${first.path} ${first.message}`
  return `${prefix}schema: ${shorten(printable(text), NOTE_LENGTH - prefix.length - 'schema: '.length)}`
}

/** The note on a case, whatever it was scored on; null without a result. */
export function resultNote(
  {
    scores,
    compliance,
    completion,
    repeats,
  }: CaseResult & { readonly completion: Pick<Completion, 'kind'> | null; readonly repeats?: CaseRepeats },
  baseline: BaselineState,
): string | null {
  if (scores !== null) return missNote(scores, baseline, completion?.kind, repeats)
  return compliance === undefined ? null : complianceNote(compliance, baseline, completion?.kind)
}

function notePrefix(baseline: BaselineState): string {
  if (baseline === 'hit') return 'LOST: '
  if (baseline === 'miss') return 'known miss: '
  return ''
}

function missText(scores: ScoreCard, kind: CompletionKind | undefined, length: number): string {
  const { errorClass } = scores
  if (errorClass === null) return 'the output is exact'
  const general = WITHOUT_PATH[errorClass]
  if (general !== undefined) {
    const cause = errorClass === 'truncated' && kind !== undefined ? `${general}, ` : ''
    return `${errorClass}: ${kind === undefined ? general : `${cause}${KIND_TEXT[kind]}`}`
  }
  // The difference that decided the error class is more informative than the first one by path.
  const difference = scores.differences.find(({ kind }) => kind === errorClass) ?? scores.differences[0]
  const origin = kind === undefined ? '' : `${KIND_TEXT[kind]}: `
  if (difference === undefined) return `${origin}${errorClass}`
  const at = `${origin}${errorClass} at `
  return at + describeDifference(difference, length - at.length)
}

/**
 * `$.total: expected 30.5, got 3.05`; printable, at most `length` units. A long path keeps its end, because
 * the leaf is most informative.
 */
export function describeDifference(difference: Difference, length: number = NOTE_LENGTH): string {
  const path = printable(difference.path)
  const words = ': expected , got '.length
  const room = Math.floor((length - words - Math.min(PATH_LENGTH, path.length)) / 2)
  const [expected, received] = valueTexts(difference, Math.min(VALUE_LENGTH, Math.max(SHORTEST_VALUE, room)))
  const values = `: expected ${expected}, got ${received}`
  return shortenStart(path, Math.min(PATH_LENGTH, length - values.length)) + values
}

/** Both values, each at most `most` units; different values have different texts. */
function valueTexts({ expected, received }: Difference, most: number): readonly [string, string] {
  if (expected === null || received === null) {
    const text = (json: string | null) => (json === null ? 'nothing' : shorten(printable(json), most))
    return [text(expected), text(received)]
  }
  const spell = looksAlike(expected, received) ? escapeNonAscii : printable
  const [a, b] = [spell(expected), spell(received)]
  const at = firstDifference(a, b)
  // The cut must not remove the part that differs.
  if (at < most - CONTEXT || (a.length <= most && b.length <= most)) {
    return [shorten(a, most), shorten(b, most)]
  }
  const window = (text: string): string => shorten(`…${text.slice(wholeFrom(text, at - CONTEXT))}`, most)
  return [window(a), window(b)]
}

/** Different texts that look the same: a composed and a decomposed letter, a no-break and a plain space. */
function looksAlike(a: string, b: string): boolean {
  return a !== b && a.normalize('NFKC') === b.normalize('NFKC')
}

function escapeNonAscii(text: string): string {
  return printable(text).replace(/[^\u0020-\u007e]/gu, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })
}
