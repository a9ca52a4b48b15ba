import type { Scores } from '../records/scores.ts'

/** By the number of fields, for each of the three results of schema compliance. */
const known = {
  true: new Map<number, Scores>(),
  false: new Map<number, Scores>(),
  null: new Map<number, Scores>(),
}

/**
 * One shared object for equal perfect scores: all fields correct, and the same number of them. Most outputs
 * of a good model have such scores, and a run of 100,000 examples would hold 200,000 copies, in the worker,
 * in transit and in the Vitest process. Other scores are returned as they are.
 */
export function shared(scores: Scores): Scores {
  const { parsed, jsonExact, fieldF1, fields, schemaCompliance } = scores
  const { correct, received, expected } = fields
  const perfect = parsed && jsonExact && fieldF1 === 1 && correct === expected && received === expected
  if (!perfect) return scores
  const ofKind = known[`${schemaCompliance}`]
  const first = ofKind.get(expected) ?? Object.freeze({ ...scores, fields: Object.freeze({ ...fields }) })
  ofKind.set(expected, first)
  return first
}
