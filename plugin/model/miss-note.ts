import type { BaselineState } from './case-record.ts'
import type { CompletionKind } from './completion.ts'
import { printable } from './printable.ts'
import type { Difference, ErrorClass, ScoreCard } from './scores.ts'

/** Longest note that {@link missNote} returns, in UTF-16 units. */
const NOTE_LENGTH = 160
const PATH_LENGTH = 60
const VALUE_LENGTH = 24

/** What is said of a class that no single path explains. */
const WITHOUT_PATH: Readonly<Partial<Record<ErrorClass, string>>> = {
  truncated: 'the token limit cut the answer',
  no_json: 'no JSON value in the answer',
  invalid_json: 'what looks like JSON in the answer is not',
}

/** What a completion without ordinary output text is, in words. */
export const KIND_TEXT: Readonly<Record<CompletionKind, string>> = {
  tool_call: 'the model called a tool',
  refusal: 'the model refused',
  reasoning_only: 'only reasoning, no output text',
  empty: 'the output text is empty',
}

/**
 * One line on a missed example, for a skip note, a JUnit message and the console:
 * `LOST: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.83)`.
 * It begins with `LOST:` when the baseline had the example and with `known miss:` when the baseline missed it too.
 * `kind` of the completion says why there is no ordinary output text. Printable on any terminal, at most 160 characters. FieldF1 is the lenient one.
 */
export function missNote(scores: ScoreCard, baseline: BaselineState, kind?: CompletionKind): string {
  const f1 = ` (F1 ${formatF1(scores.lenient.fieldF1)})`
  const text = `${notePrefix(baseline)}${missText(scores, kind)}`
  return shorten(text, NOTE_LENGTH - f1.length) + f1
}

function notePrefix(baseline: BaselineState): string {
  if (baseline === 'hit') return 'LOST: '
  if (baseline === 'miss') return 'known miss: '
  return ''
}

function missText(scores: ScoreCard, kind: CompletionKind | undefined): string {
  const { errorClass } = scores
  if (errorClass === null) return 'the answer is exact'
  const general = WITHOUT_PATH[errorClass]
  if (general !== undefined) {
    const cause = errorClass === 'truncated' && kind !== undefined ? `${general}, ` : ''
    return `${errorClass}: ${kind === undefined ? general : `${cause}${KIND_TEXT[kind]}`}`
  }
  // The difference that gave the answer its class tells more than the first one by path.
  const difference = scores.differences.find(({ kind }) => kind === errorClass) ?? scores.differences[0]
  const origin = kind === undefined ? '' : `${KIND_TEXT[kind]}: `
  return difference === undefined
    ? `${origin}${errorClass}`
    : `${origin}${errorClass} at ${describeDifference(difference)}`
}

/**
 * `$.total: expected 30.5, got 3.05`; printable, at most `length` units. A long path keeps its end: the leaf tells most.
 */
export function describeDifference(difference: Difference, length: number = NOTE_LENGTH): string {
  const values = `: expected ${valueText(difference.expected)}, got ${valueText(difference.received)}`
  return shortenStart(printable(difference.path), Math.min(PATH_LENGTH, length - values.length)) + values
}

function valueText(json: string | null): string {
  return json === null ? 'nothing' : shorten(printable(json), VALUE_LENGTH)
}

/** Never rounds a miss up to 1.00. */
function formatF1(value: number): string {
  return value < 1 && value >= 0.995 ? '>0.99' : value.toFixed(2)
}

/** Cuts at a whole character and marks the cut. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1)
  const last = cut.charCodeAt(cut.length - 1)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return `${splitsPair ? cut.slice(0, -1) : cut}…`
}

function shortenStart(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(text.length - Math.max(1, length) + 1)
  const first = cut.charCodeAt(0)
  const splitsPair = first >= 0xdc00 && first <= 0xdfff
  return `…${splitsPair ? cut.slice(1) : cut}`
}
