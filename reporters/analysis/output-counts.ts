import type { Tally } from '../../plugin/aggregation/tally.ts'
import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Completion } from '../../plugin/records/completion.ts'
import type { CompletionKind } from '../../plugin/records/finish-reason.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { primaryScores, type ScoreCard } from '../../plugin/records/scores.ts'
import { NumberList } from '../../plugin/stats/number-list.ts'

/** An output that is this many times longer than the expected value was not cut too early: the model does not stop. */
const ENDLESS = 1.5
/** Engines differ by a few tokens in where they stop. */
const CONTEXT_FULL = 0.95

/** `limit`: more tokens may help. `context`: the context ended before the limit. `endless`: the model does not stop. */
export type TruncationCause = 'limit' | 'context' | 'endless'

/** What the rules of the analysis count in a run. */
export interface OutputCounts {
  readonly scored: number
  readonly missed: number
  readonly exact: number
  /** Examples without output, and their error codes. */
  readonly failed: { readonly count: number; readonly codes: ReadonlyMap<string, number> }
  /** Misses by the kind of their completion, where it is no ordinary output text. */
  readonly kinds: ReadonlyMap<CompletionKind, number>
  /** Misses with ordinary output text that have no JSON, or broken JSON. */
  readonly noJson: number
  readonly invalidJson: number
  /** Exact outputs that are not exact in the strict mode. */
  readonly wrapped: number
  /** Misses with one difference. */
  readonly near: number
  readonly truncated: Readonly<Record<TruncationCause, number>>
  /** Scored outputs whose list of differences is shortened. */
  readonly cutLists: number
  /** Twice the prompt tokens of each scored output, plus one where it is exact; ascending. */
  readonly promptTokens: ArrayLike<number>
}

/** Counts outputs for the sentences of the analysis. */
export function outputTally(
  report: Pick<RunReport, 'fingerprint' | 'model'>,
): Tally<CaseRecord, OutputCounts> {
  const counts = {
    scored: 0,
    missed: 0,
    exact: 0,
    noJson: 0,
    invalidJson: 0,
    wrapped: 0,
    near: 0,
    cutLists: 0,
  }
  const failed = { count: 0, codes: new Map<string, number>() }
  const kinds = new Map<CompletionKind, number>()
  const truncated = { limit: 0, context: 0, endless: 0 }
  const promptTokens = new NumberList()

  const addMiss = (each: CaseRecord, scores: ScoreCard): void => {
    const { errorClass } = scores
    counts.missed++
    const kind = each.completion?.kind
    if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    // What has no ordinary output text is said by another rule.
    else if (errorClass === 'no_json') counts.noJson++
    else if (errorClass === 'invalid_json') counts.invalidJson++
    if (errorClass === 'truncated') truncated[causeOf(each, report)]++
    if (scores.differenceCount === 1 && primaryScores(scores).parsed) counts.near++
  }
  return {
    add(each) {
      const { state, completion, scores } = each
      if (state === 'failed') {
        failed.count++
        const code = completion === null ? 'broken line' : (completion.error?.code ?? 'NOT_JUDGED')
        failed.codes.set(code, (failed.codes.get(code) ?? 0) + 1)
      }
      if (scores === null) return
      const isExact = primaryScores(scores).jsonExact
      counts.scored++
      if (isExact) counts.exact++
      if (isExact && !scores.strict.jsonExact) counts.wrapped++
      if (scores.differenceCount > scores.differences.length) counts.cutLists++
      if (scores.errorClass !== null) addMiss(each, scores)
      const tokens = completion?.tokensIn ?? null
      if (tokens !== null) promptTokens.add(2 * tokens + (isExact ? 1 : 0))
    },
    result: () => ({ ...counts, failed, kinds, truncated, promptTokens: promptTokens.sorted() }),
  }
}

function causeOf(
  { completion, expected }: CaseRecord,
  report: Pick<RunReport, 'fingerprint' | 'model'>,
): TruncationCause {
  if (completion === null) return 'limit'
  const received = completion.text.replace(/\s+/g, '').length
  if (expected === undefined) return endsContext(completion, report) ? 'context' : 'limit'
  if (received > ENDLESS * stringifyJson(expected).replace(/\s+/g, '').length) return 'endless'
  return endsContext(completion, report) ? 'context' : 'limit'
}

/** Below the token limit, and together with the prompt as long as the model can see. */
function endsContext(
  { tokensIn, tokensOut }: Completion,
  { fingerprint, model }: Pick<RunReport, 'fingerprint' | 'model'>,
): boolean {
  if (tokensOut === null || tokensOut >= fingerprint.maxNewTokens) return false
  if (tokensIn === null || model.contextLength === null) return true
  return tokensIn + tokensOut >= CONTEXT_FULL * model.contextLength
}
