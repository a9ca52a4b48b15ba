import { type CaseResult, isRight } from '../records/case-result.ts'
import type { Completion } from '../records/completion.ts'
import { hasOutput } from '../records/finish-reason.ts'
import type { CaseRepeats } from '../records/repeats.ts'
import { primaryScores } from '../records/scores.ts'
import type { Redaction } from './redaction.ts'

/** What scoring says of a repeat: the result, why there are none, or null without an output. */
export type JudgedRepeat = CaseResult | string | null

/**
 * Requests the repeats of an example one after another, so that no more requests are in flight than the option `concurrency`
 * allows. The first without an output is the last: the example has no result then.
 */
export async function requestRepeats(
  repeats: number,
  request: (repeat: number) => Promise<Completion>,
): Promise<readonly Completion[]> {
  const completions: Completion[] = []
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const completion = await request(repeat)
    completions.push(completion)
    if (!hasOutput(completion)) break
  }
  return completions
}

/**
 * The index of the repeat whose completion and scores stand for the example: one without a result; then of those that are not right
 * the one with the lowest FieldF1; the first of equals. So an example is right if and only if every repeat is.
 */
export function worstRepeat(judged: readonly JudgedRepeat[]): number {
  const ranks = judged.map(rankOf)
  return ranks.indexOf(Math.min(...ranks))
}

function rankOf(judged: JudgedRepeat): number {
  if (judged === null || typeof judged === 'string') return -1
  return isRight(judged) === true ? 2 : (primaryScores(judged.scores)?.fieldF1 ?? 0)
}

export function caseRepeats(
  completions: readonly Completion[],
  judged: readonly JudgedRepeat[],
  redaction: Redaction | null,
): CaseRepeats {
  const texts = completions.filter(hasOutput).map(({ text }) => text)
  return {
    // Counted before texts are redacted.
    outputs: new Set(texts).size,
    results: completions.map((completion, index) => {
      const found = judged[index] ?? null
      const result = found === null || typeof found === 'string' ? null : found
      return {
        completion: redaction?.completion(completion) ?? completion,
        right: result === null ? null : isRight(result),
        fieldF1: primaryScores(result?.scores ?? null)?.fieldF1 ?? null,
      }
    }),
  }
}
