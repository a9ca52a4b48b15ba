/** A quoted key, which may look like an index inside its quotes, or an index. */
const STEP = /\['(?:[^'\\]|\\.)*'\]|\[\d+\]/g

/** Scoring keeps no longer path; a report from elsewhere might. */
const LONGEST = 1_000

/** A JSONPath with every array index folded: `$.items[3].price` → `$.items[*].price`. Quoted keys stay as they are. */
export function foldPath(path: string): string {
  return path.slice(0, LONGEST).replace(STEP, (step) => (step.startsWith("['") ? step : '[*]'))
}
