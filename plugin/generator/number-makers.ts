import { ruleFinder } from './key-rules.ts'
import type { Random } from './random.ts'
import type { SchemaNode } from './schema-node.ts'
import type { MakerContext } from './string-makers.ts'

/** A rule: keys it applies to, lowest and highest value, decimals of a `number`. */
type Rule = readonly [keys: RegExp, low: number, high: number, digits: number]

/** The first match wins. Ranges are the benchmark's where it has a plausible one. */
const rules: readonly Rule[] = [
  [/latitude/, -85, 85, 6],
  [/longitude/, -179, 179, 6],
  [/temperature/, -20, 40, 1],
  [/humidity|percent|confidence|battery|churn|conversion|uptime/, 0.5, 99.5, 2],
  [/^(tax|shipping_cost)$|fee/, 10, 999, 2],
  [/price|amount|cost|total|revenue|balance|budget|spend|profit|value$/, 10, 5000, 2],
  [/quantity/, 1, 100, 0],
  [/^age$/, 18, 90, 0],
  [/rating|stars/, 1, 5, 0],
  [/^page$/, 1, 90, 0],
  [/minutes/, 5, 180, 0],
  [/seconds/, 1, 600, 0],
  [/hours/, 1, 72, 0],
  [/days/, 1, 90, 0],
  [/size|bytes/, 100, 999_999, 0],
  [/priority/, 1, 10, 0],
  [/year/, 1970, 2025, 0],
]

const ruleFor = ruleFinder(rules)

/** A number within the schema's bounds; null if they leave none. */
export function makeNumber(node: SchemaNode, { random, key }: MakerContext): number | null {
  const [, low, high, digits] = ruleFor(key) ?? [null, 1, 1000, 2]
  const decimals = node.type === 'integer' ? 0 : decimalsOf(digits, random)
  const [lowest, highest] = withinBounds(node, low, high)
  const scale = 10 ** decimals
  if (Math.ceil(lowest * scale) > Math.floor(highest * scale)) return null
  return random.decimal(lowest, highest, decimals)
}

/** A quantity of type `number` is whole; other values keep their decimals, sometimes one fewer. */
function decimalsOf(digits: number, random: Random): number {
  return digits === 2 && random.chance(0.05) ? 1 : digits
}

/** The usual range as far as the schema allows it, otherwise a range that the schema allows. */
function withinBounds({ minimum, maximum }: SchemaNode, low: number, high: number): [number, number] {
  const lowest = Math.max(low, minimum ?? low)
  const highest = Math.min(high, maximum ?? high)
  if (lowest <= highest) return [lowest, highest]
  return [minimum ?? (maximum ?? 0) - 1000, maximum ?? (minimum ?? 0) + 1000]
}
