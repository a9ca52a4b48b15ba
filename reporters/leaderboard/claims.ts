import { SCORING_MODES, type ScoreCard, type Scores } from '../../plugin/records/scores.ts'
import type { Slice } from '../../plugin/records/slice.ts'

/** Sums of doubles in another order differ in their last digits. */
const TOLERANCE = 1e-9

const differ = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a !== b : Math.abs(a - b) > TOLERANCE

/**
 * The difference between the claimed scores of a completion and the recomputed ones, in a few words; null when they
 * agree.
 */
export function scoreDifference(claimed: ScoreCard, found: ScoreCard): string | null {
  for (const mode of SCORING_MODES) {
    const difference = modeDifference(claimed[mode], found[mode])
    if (difference !== null) return `${mode} ${difference}`
  }
  return claimed.errorClass === found.errorClass
    ? null
    : `error class: claimed ${claimed.errorClass ?? 'none'}, found ${found.errorClass ?? 'none'}`
}

function modeDifference(claimed: Scores, found: Scores): string | null {
  const say = (what: string, claim: unknown, fact: unknown): string =>
    `${what}: claimed ${claim}, found ${fact}`
  if (claimed.jsonExact !== found.jsonExact) return say('JSONExact', claimed.jsonExact, found.jsonExact)
  if (claimed.parsed !== found.parsed) return say('JSON found', claimed.parsed, found.parsed)
  for (const key of ['fieldF1', 'precision', 'recall'] as const) {
    if (differ(claimed[key], found[key])) return say(key, claimed[key], found[key])
  }
  const [a, b] = [claimed.schemaCompliance, found.schemaCompliance]
  // Without the schema on either side nothing is claimed or nothing can be found.
  return a === null || b === null || a === b ? null : say('schema compliance', a, b)
}

/** How claimed totals differ from those of the scores found again; null when they agree. */
export function totalsDifference(claimed: Slice, found: Slice): string | null {
  for (const key of ['examples', 'scored', 'failed', 'exact'] as const) {
    if (claimed[key] !== found[key]) return `totals.${key}: claimed ${claimed[key]}, found ${found[key]}`
  }
  for (const mode of SCORING_MODES) {
    for (const key of ['jsonExact', 'fieldF1', 'parsed'] as const) {
      const [claim, fact] = [claimed[mode][key], found[mode][key]]
      if (differ(claim, fact)) return `totals.${mode}.${key}: claimed ${claim}, found ${fact}`
    }
  }
  return null
}
