import type { JsonValue } from '../../core/json/json.ts'
import type { PathSegment } from '../../core/json/path.ts'
import { type PathState, PatternSet } from '../../core/json/path-pattern.ts'
import type { AmountFormat, ListRule, ScoringRule, TextNormalizer } from '../../records/scoring-rules.ts'
import type { DateReader } from './date.ts'
import type { Tolerance } from './number-tolerance.ts'

/**
 * Compares an expected with a received value, the default export of a comparator module. True or 1 is right, false or 0
 * wrong; a number between them is the part that counts in FieldF1. Both values may be of any JSON type. Integers beyond
 * 2^53 are of type bigint.
 */
export type Comparator = (expected: JsonValue, received: JsonValue) => boolean | number

/** What the rules say of the values at one place. */
export interface PlaceRules {
  readonly list: ListRule
  readonly by: readonly string[] | null
  readonly number: Tolerance | null
  readonly text: readonly TextNormalizer[] | null
  readonly date: DateReader | null
  readonly amount: readonly AmountFormat[] | null
  readonly comparator: Comparator | null
  readonly nullIsMissing: boolean
  readonly ignore: boolean
  readonly optional: boolean
  readonly required: boolean
  /** Null: that of the place above. */
  readonly weight: number | null
}

const EQUAL = {
  list: 'ordered',
  by: null,
  number: null,
  text: null,
  date: null,
  amount: null,
  comparator: null,
} as const satisfies Partial<PlaceRules>

const NO_RULES: PlaceRules = {
  ...EQUAL,
  nullIsMissing: false,
  ignore: false,
  optional: false,
  required: false,
  weight: null,
}

/** What rules refer to: comparators by the name of their module, readers of dates by their formats. */
export interface RuleParts {
  readonly comparators: ReadonlyMap<string, Comparator>
  readonly dates: ReadonlyMap<readonly string[], DateReader>
}

/** A place in a value, with the rules for it and for the places below. */
export interface RulePlace {
  readonly rules: PlaceRules
  /** No rule here or below: typed equality. */
  readonly plain: boolean
  /** True where two values may be right for a third and not for each other (a tolerance, a comparator, an optional field). */
  readonly fuzzy: boolean
  /** No comparator here or below: equal values are right for each other. */
  readonly reflexive: boolean
  /** The place of a member; -1 stands for an item of a list whose order is free. */
  at(segment: PathSegment): RulePlace
}

/** The places of compiled rules, from the root. One object stands for all places that the rules treat alike. */
export function rulePlaces(rules: readonly ScoringRule[], parts: RuleParts): RulePlace {
  const places = new Map<PathState, Place>()
  const placeOf = (state: PathState): Place => {
    let place = places.get(state)
    if (place === undefined) {
      const here = state.matched.flatMap((index) => rules[index] ?? [])
      const below = state.alive.flatMap((index) => rules[index] ?? [])
      place = new Place(state, merged(here, parts), below, placeOf)
      places.set(state, place)
    }
    return place
  }
  return placeOf(new PatternSet(rules.map(({ path }) => path)).root)
}

class Place implements RulePlace {
  readonly rules: PlaceRules
  readonly plain: boolean
  readonly fuzzy: boolean
  readonly reflexive: boolean
  readonly #state: PathState
  readonly #placeOf: (state: PathState) => Place

  constructor(
    state: PathState,
    rules: PlaceRules,
    below: readonly ScoringRule[],
    placeOf: (state: PathState) => Place,
  ) {
    this.rules = rules
    this.plain = below.length === 0
    this.fuzzy = below.some(isFuzzy)
    this.reflexive = below.every(({ comparator }) => comparator === undefined)
    this.#state = state
    this.#placeOf = placeOf
  }

  at(segment: PathSegment): Place {
    return this.#placeOf(this.#state.at(segment))
  }
}

/** The currencies of amounts: `5 €` and `5 $` are both right for `5`. */
function isFuzzy({ number, comparator, optional, amount }: ScoringRule): boolean {
  return number !== undefined || comparator !== undefined || optional === true || amount !== undefined
}

/** The rules for one place, in their order: a later one overrides what it sets. */
function merged(rules: readonly ScoringRule[], { comparators, dates }: RuleParts): PlaceRules {
  let place = NO_RULES
  for (const rule of rules) {
    place = {
      ...place,
      ...(rule.exact === true ? EQUAL : {}),
      ...(rule.list === undefined ? {} : { list: rule.list, by: rule.by ?? null }),
      ...(rule.number === undefined ? {} : { number: rule.number }),
      ...(rule.text === undefined ? {} : { text: rule.text }),
      ...(rule.date === undefined ? {} : { date: dates.get(rule.date) ?? null }),
      ...(rule.amount === undefined ? {} : { amount: rule.amount }),
      ...(rule.comparator === undefined ? {} : { comparator: comparators.get(rule.comparator) ?? null }),
      nullIsMissing: rule.nullIsMissing ?? place.nullIsMissing,
      ignore: rule.ignore ?? place.ignore,
      optional: rule.optional ?? place.optional,
      required: rule.required ?? place.required,
      weight: rule.weight ?? place.weight,
    }
  }
  return place
}
