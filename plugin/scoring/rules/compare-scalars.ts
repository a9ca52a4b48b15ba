import { canonicalJson } from '../../core/json/canonical.ts'
import type { JsonScalar } from '../../core/json/json.ts'
import type { TextNormalizer } from '../../records/scoring-rules.ts'
import { isNumber, sameScalar } from '../json-kinds.ts'
import { type Amount, readAmount } from './amount.ts'
import { decimalsWithin, withinTolerance } from './number-tolerance.ts'
import type { PlaceRules } from './rule-tree.ts'

/** True if a received scalar is right where another is expected, without a comparator. */
export function sameUnderRules(rules: PlaceRules, expected: JsonScalar, received: JsonScalar): boolean {
  if (sameScalar(expected, received)) return true
  const { number, text, date, amount } = rules
  if (isNumber(expected) && isNumber(received))
    return number !== null && withinTolerance(received, expected, number)
  if (amount !== null) {
    const [wanted, got] = [readAmount(expected, amount), readAmount(received, amount)]
    if (wanted !== null && got !== null) return sameAmount(wanted, got, rules)
  }
  if (typeof expected !== 'string' || typeof received !== 'string' || (text ?? date) === null) return false
  return textKey(rules, expected) === textKey(rules, received)
}

/** A currency counts where both amounts have one. */
function sameAmount(expected: Amount, received: Amount, { number }: PlaceRules): boolean {
  const sameCurrency =
    expected.currency === null || received.currency === null || expected.currency === received.currency
  if (!sameCurrency || expected.value.eq(received.value)) return sameCurrency
  return number !== null && decimalsWithin(received.value, expected.value, number)
}

/**
 * One text for all scalars that are right for each other, where the rules have neither tolerance nor comparator. For
 * others it is equal only if the values are right for each other.
 */
export function scalarKey(rules: PlaceRules, value: JsonScalar): string {
  return typeof value === 'string' ? textKey(rules, value) : canonicalJson(value)
}

/** Texts whose keys are kept for each place. */
const MAX_KEPT = 2_000

const kept = new WeakMap<PlaceRules, Map<string, string>>()

/** The pairing of lists compares each text with many others: its key is made once. */
function textKey(rules: PlaceRules, value: string): string {
  if (rules.text === null && rules.date === null) return JSON.stringify(value)
  let keys = kept.get(rules)
  if (keys === undefined || keys.size >= MAX_KEPT) {
    keys = new Map()
    kept.set(rules, keys)
  }
  let key = keys.get(value)
  if (key === undefined) {
    key = makeKey(rules, value)
    keys.set(value, key)
  }
  return key
}

function makeKey({ text, date }: PlaceRules, value: string): string {
  const time = date === null ? null : date(value)
  if (time !== null) return `date ${time}`
  return JSON.stringify(text === null ? value : normalized(value, text))
}

function normalized(value: string, normalizers: readonly TextNormalizer[]): string {
  let text = value
  if (normalizers.includes('nfkc')) text = text.normalize('NFKC')
  if (normalizers.includes('whiteSpace')) text = text.replace(/\s+/gu, ' ')
  if (normalizers.includes('trim')) text = text.trim()
  // Upper case first: `ß` and `SS`, and the two small sigmas, have one lower case only then.
  if (normalizers.includes('case')) text = text.toUpperCase().toLowerCase()
  return text
}
