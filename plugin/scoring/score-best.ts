import type { JsonValue } from '../core/json/json.ts'
import { primaryScores } from '../records/primary-scores.ts'
import type { ScoreCard, Scores } from '../records/scores.ts'
import { type ScoringInput, scoreAnswer } from './score-answer.ts'

/**
 * The scores of one output text against the accepted value that it matches best: an exact one (under the scoring rules, if
 * there are some, else lenient), else the one with the highest FieldF1, the first of equals. Each mode has its own best value, so a strict score is not lower because another
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
    const { strict, lenient, official, ownMetric } = best
    if (isBetter(primaryScores(card), primaryScores(best))) best = card
    best = {
      ...best,
      strict: isBetter(card.strict, strict) ? card.strict : strict,
      lenient: isBetter(card.lenient, lenient) ? card.lenient : lenient,
      official: isBetter(card.official, official) ? card.official : official,
      ...(ownMetric === undefined ? {} : { ownMetric: Math.max(ownMetric, card.ownMetric ?? 0) }),
    }
  }
  return best
}

/** As {@link scoreBest} for the scores of one mode. */
export function bestScores(acceptable: readonly JsonValue[], score: (expected: JsonValue) => Scores): Scores {
  const [first = null, ...others] = acceptable
  let best = score(first)
  for (const expected of others) {
    const scores = score(expected)
    if (isBetter(scores, best)) best = scores
  }
  return best
}

function isBetter(one: Scores, other: Scores): boolean {
  if (one.jsonExact !== other.jsonExact) return one.jsonExact
  return one.fieldF1 > other.fieldF1
}
