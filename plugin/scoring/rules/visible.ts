import { canonicalJson } from '../../core/json/canonical.ts'
import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import type { PathSegment } from '../../core/json/path.ts'
import { isContainer } from '../json-kinds.ts'
import { scalarKey } from './compare-scalars.ts'
import type { RulePlace } from './rule-tree.ts'

/** A member of an object or an item of a list that counts. */
export interface Visible<Segment extends PathSegment = PathSegment> {
  readonly segment: Segment
  readonly place: RulePlace
  readonly value: JsonValue
}

/** False for what is ignored, for a missing value, and for null where null is missing. */
export function isVisible({ rules }: RulePlace, value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && !rules.ignore && !(value === null && rules.nullIsMissing)
}

/** The members of an object that count. */
export function visibleMembers(place: RulePlace, value: JsonObject): Visible<string>[] {
  const members: Visible<string>[] = []
  for (const segment of Object.keys(value)) {
    const inner = place.at(segment)
    const member = value[segment]
    if (isVisible(inner, member)) members.push({ segment, place: inner, value: member })
  }
  return members
}

/**
 * The items of a list that count, with their positions. Where the order is free, all items are one place; of a set, each
 * value counts once.
 */
export function visibleItems(place: RulePlace, value: readonly JsonValue[]): Visible<number>[] {
  const { list } = place.rules
  const seen = new Set<string>()
  const items: Visible<number>[] = []
  for (const [segment, item] of value.entries()) {
    const inner = place.at(list === 'ordered' ? segment : -1)
    if (!isVisible(inner, item)) continue
    if (list === 'set') {
      const key = valueKey(inner, item)
      if (seen.has(key)) continue
      seen.add(key)
    }
    items.push({ segment, place: inner, value: item })
  }
  return items
}

/**
 * One text for all values that the rules treat as one: keys in order, members that do not count left out, texts
 * normalized, lists without an order sorted. Values of one text are right for each other; where no rule is fuzzy, only
 * those are.
 */
export function valueKey(place: RulePlace, value: JsonValue): string {
  if (place.plain || place.rules.comparator !== null) return canonicalJson(value)
  if (!isContainer(value)) return scalarKey(place.rules, value)
  if (!Array.isArray(value)) {
    const members = visibleMembers(place, value)
      .map(
        ({ segment, place: inner, value: member }) => `${JSON.stringify(segment)}:${valueKey(inner, member)}`,
      )
      .sort()
    return `{${members.join(',')}}`
  }
  const ordered = place.rules.list === 'ordered'
  const items = visibleItems(place, value).map(({ segment, place: inner, value: item }) =>
    ordered ? `${segment}:${valueKey(inner, item)}` : valueKey(inner, item),
  )
  return `[${(ordered ? items : items.sort()).join(',')}]`
}
