/** A quoted key, which may look like an index inside its quotes, or an index. */
const STEP = /\['(?:[^'\\]|\\.)*'\]|\[\d+\]/g

/** A JSONPath with every array index folded: `$.items[3].price` → `$.items[*].price`. Quoted keys stay as they are. */
export function foldPath(path: string): string {
  return path.replace(STEP, (step) => (step.startsWith("['") ? step : '[*]'))
}
