import type { JsonValue } from '../core/json/json.ts'
import type { ScoreCard } from '../records/scores.ts'
import { type ScoringInput, scoreAnswer } from './score-answer.ts'

/**
 * The scores of one output text against the accepted value that it matches best: an exact one (lenient), else the one with
 * the highest FieldF1, the first of equals. Each mode has its own best value, so a strict score is not lower because another
 * value is the best lenient one.
 *
 * @param accepted at least one value
 * @throws {EdgejsonError} `WORK_LIMIT` as {@link scoreAnswer}
 */
export function scoreBest(accepted: readonly JsonValue[], answer: Omit<ScoringInput, 'expected'>): ScoreCard {
  const [first = null, ...others] = accepted
  let best = scoreAnswer({ ...answer, expected: first })
  for (const expected of others) {
    const card = scoreAnswer({ ...answer, expected })
    const { strict, official } = best
    if (isBetter(card.lenient, best.lenient)) best = { ...card, strict, official }
    best = {
      ...best,
      strict: isBetter(card.strict, strict) ? card.strict : strict,
      official: isBetter(card.official, official) ? card.official : official,
    }
  }
  return best
}

function isBetter(one: ScoreCard['lenient'], other: ScoreCard['lenient']): boolean {
  if (one.jsonExact !== other.jsonExact) return one.jsonExact
  return one.fieldF1 > other.fieldF1
}
