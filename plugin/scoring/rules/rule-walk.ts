import { isObject, type JsonObject, type JsonScalar, type JsonValue } from '../../core/json/json.ts'
import type { DiffWalk } from '../diff-by-path.ts'
import { jsonExact } from '../json-exact.ts'
import { isContainer, kindOf } from '../json-kinds.ts'
import { countCommonLeaves, countLeaves } from '../leaf-scores.ts'
import { sameUnderRules } from './compare-scalars.ts'
import type { LeafWeights } from './leaf-weights.ts'
import { type PairedItems, pairItems } from './pair-items.ts'
import type { RulePlace } from './rule-tree.ts'
import { isVisible, type Visible, visibleItems, visibleMembers } from './visible.ts'

/** The pairings of lists by the received list. */
export type Pairings = WeakMap<
  readonly JsonValue[],
  { readonly place: RulePlace; readonly expected: readonly JsonValue[]; readonly paired: PairedItems }
>

/** A part that is not right counts at most this much, so that FieldF1 is 1 only for what is right. */
const MAX_PART = 1 - 1e-6

/**
 * Compares two values under rules: walks both together, as typed equality does, and asks the rules of each place. With a
 * `sink` it also writes down the differences by path.
 */
export class RuleWalk implements LeafWeights {
  correct = 0
  received = 0
  expected = 0
  exact = true
  requiredMet = true
  /** The part of the limit of work that lists inside this walk may use; see `pairItems`. */
  readonly share: number
  readonly #sink: DiffWalk | null
  readonly #pairings: Pairings | null

  /** @param pairings where pairings are kept for another walk over the same values; null for none */
  constructor(sink: DiffWalk | null, share = 1, pairings: Pairings | null = null) {
    this.#sink = sink
    this.share = share
    this.#pairings = pairings
  }

  /** Counts a value that is received as it is expected, where the place is reflexive. */
  addEqual(place: RulePlace, value: JsonValue, above: number): void {
    const weight = this.#countAlone(place, value, above, 'hallucination')
    this.correct += weight
    this.expected += weight
    this.received += weight
  }

  /** Both values are visible. */
  compare(place: RulePlace, expected: JsonValue, received: JsonValue, above: number): void {
    const { required, weight: own } = place.rules
    const weight = own ?? above
    const before = this.exact
    this.exact = true
    this.#compareHere(place, expected, received, weight)
    if (required && !this.exact) this.requiredMet = false
    this.exact &&= before
  }

  #compareHere(place: RulePlace, expected: JsonValue, received: JsonValue, weight: number): void {
    const { comparator, list } = place.rules
    const isPaired = list !== 'ordered' && Array.isArray(expected) && Array.isArray(received)
    if (isPaired && place.reflexive && jsonExact(received, expected)) this.addEqual(place, expected, weight)
    else if (place.plain) this.#comparePlain(expected, received, weight)
    else if (comparator !== null) this.#compareBy(comparator(expected, received), expected, received, weight)
    else if (Array.isArray(expected) && Array.isArray(received)) {
      const before = [this.expected, this.received] as const
      if (isPaired) this.#comparePaired(place, expected, received, weight)
      else this.#compareItems(place, expected, received, weight)
      this.#countEmpty(before, weight)
    } else if (isObject(expected) && isObject(received)) {
      const before = [this.expected, this.received] as const
      this.#compareMembers(place, expected, received, weight)
      this.#countEmpty(before, weight)
    } else if (isContainer(expected) || isContainer(received)) {
      if (requires(place, expected)) this.requiredMet = false
      this.expected += this.#countAlone(place, expected, weight, 'omission')
      this.received += this.#countAlone(place, received, weight, 'hallucination')
      this.#wrong('wrong_structure', expected, received)
    } else this.#compareScalars(place, expected, received, weight)
  }

  #comparePlain(expected: JsonValue, received: JsonValue, weight: number): void {
    const common = countCommonLeaves(received, expected)
    const [wanted, got] = [countLeaves(expected), countLeaves(received)]
    this.correct += common * weight
    this.expected += wanted * weight
    this.received += got * weight
    if (common === wanted && common === got) return
    this.exact = false
    this.#sink?.compare(expected, received)
  }

  #compareScalars(place: RulePlace, expected: JsonScalar, received: JsonScalar, weight: number): void {
    this.expected += weight
    this.received += weight
    if (sameUnderRules(place.rules, expected, received)) this.correct += weight
    else this.#wrong(kindOf(expected) === kindOf(received) ? 'wrong_value' : 'wrong_type', expected, received)
  }

  #compareBy(result: boolean | number, expected: JsonValue, received: JsonValue, weight: number): void {
    this.expected += weight
    this.received += weight
    if (result === true || result === 1) this.correct += weight
    else {
      if (typeof result === 'number' && result > 0) this.correct += weight * Math.min(result, MAX_PART)
      this.#wrong('wrong_value', expected, received)
    }
  }

  #compareMembers(place: RulePlace, expected: JsonObject, received: JsonObject, weight: number): void {
    for (const segment of Object.keys(expected)) {
      const inner = place.at(segment)
      this.#compareAt(
        inner,
        segment,
        expected[segment],
        Object.hasOwn(received, segment) ? received[segment] : undefined,
        weight,
      )
    }
    for (const segment of Object.keys(received))
      if (!Object.hasOwn(expected, segment))
        this.#compareAt(place.at(segment), segment, undefined, received[segment], weight)
  }

  #compareItems(
    place: RulePlace,
    expected: readonly JsonValue[],
    received: readonly JsonValue[],
    weight: number,
  ): void {
    for (let index = 0; index < Math.max(expected.length, received.length); index += 1)
      this.#compareAt(place.at(index), index, expected[index], received[index], weight)
  }

  #compareAt(
    place: RulePlace,
    segment: string | number,
    expected: JsonValue | undefined,
    received: JsonValue | undefined,
    weight: number,
  ): void {
    this.#sink?.path.push(segment)
    const [isWanted, isThere] = [isVisible(place, expected), isVisible(place, received)]
    if (isWanted && isThere) this.compare(place, expected as JsonValue, received as JsonValue, weight)
    else if (isWanted) this.#missing(place, expected as JsonValue, weight)
    else if (isThere) this.#unexpected(place, received as JsonValue, weight)
    this.#sink?.path.pop()
  }

  #comparePaired(
    place: RulePlace,
    expected: readonly JsonValue[],
    received: readonly JsonValue[],
    weight: number,
  ): void {
    const measure = {
      pair: (a: JsonValue, b: JsonValue, share: number): LeafWeights => {
        const walk = new RuleWalk(null, share)
        walk.compare(place.at(-1), a, b, weight)
        return walk
      },
      expected: (item: JsonValue) => this.#countAlone(place.at(-1), item, weight, 'omission'),
      received: (item: JsonValue) => this.#countAlone(place.at(-1), item, weight, 'hallucination'),
    }
    const known = this.#pairings?.get(received)
    const paired =
      known?.place === place && known.expected === expected
        ? known.paired
        : pairItems(place, visibleItems(place, expected), visibleItems(place, received), measure, this.share)
    this.#pairings?.set(received, { place, expected, paired })
    const { pairs, missing, unexpected, share } = paired
    const inner = new RuleWalk(this.#sink, share, this.#pairings)
    const at = ({ segment }: Visible<number>, visit: () => void) => {
      this.#sink?.path.push(segment)
      visit()
      this.#sink?.path.pop()
    }
    // Differences are listed by position; sums are made in an order that no position changes.
    const listed = <T>(items: readonly T[], itemOf: (item: T) => Visible<number>): readonly T[] =>
      this.#sink === null ? items : [...items].sort((x, y) => itemOf(x).segment - itemOf(y).segment)
    // What the pairing compared already, under the same limit of work.
    for (const [a, b, tally] of listed(pairs, ([item]) => item))
      if (tally !== null && tally.share === share && this.#sink === null) inner.#add(tally.of)
      else at(a, () => inner.compare(a.place, a.value, b.value, weight))
    for (const item of listed(missing, (each) => each))
      at(item, () => inner.#missing(item.place, item.value, weight))
    for (const item of listed(unexpected, (each) => each))
      at(item, () => inner.#unexpected(item.place, item.value, weight))
    this.#add(inner)
  }

  #add({ correct, received, expected, exact, requiredMet }: LeafWeights): void {
    this.correct += correct
    this.received += received
    this.expected += expected
    this.exact &&= exact
    this.requiredMet &&= requiredMet
  }

  /** A container in which nothing counts is a leaf, as an empty one is. */
  #countEmpty([expected, received]: readonly [number, number], weight: number): void {
    const [noneExpected, noneReceived] = [this.expected === expected, this.received === received]
    if (noneExpected) this.expected += weight
    if (noneReceived) this.received += weight
    if (noneExpected && noneReceived) this.correct += weight
  }

  #missing(place: RulePlace, value: JsonValue, weight: number): void {
    if (place.rules.optional) return
    this.exact = false
    if (requires(place, value)) this.requiredMet = false
    this.expected += this.#countAlone(place, value, weight, 'omission', this.#sink)
  }

  #unexpected(place: RulePlace, value: JsonValue, weight: number): void {
    this.exact = false
    this.received += this.#countAlone(place, value, weight, 'hallucination', this.#sink)
  }

  #wrong(
    kind: 'wrong_structure' | 'wrong_type' | 'wrong_value',
    expected: JsonValue,
    received: JsonValue,
  ): void {
    this.exact = false
    this.#sink?.add(kind, expected, received)
  }

  /** Weight of the leaves of a value that only one side has, written down as differences if there is a sink. */
  #countAlone(
    place: RulePlace,
    value: JsonValue,
    above: number,
    kind: 'omission' | 'hallucination',
    sink: DiffWalk | null = null,
  ): number {
    const weight = place.rules.weight ?? above
    if (place.plain) {
      sink?.addLeaves(kind, value)
      return countLeaves(value) * weight
    }
    let sum = 0
    if (isContainer(value) && place.rules.comparator === null) {
      const members = Array.isArray(value) ? visibleItems(place, value) : visibleMembers(place, value)
      for (const { segment, place: inner, value: member } of members) {
        if (kind === 'omission' && inner.rules.optional) continue
        sink?.path.push(segment)
        sum += this.#countAlone(inner, member, weight, kind, sink)
        sink?.path.pop()
      }
    }
    if (sum > 0) return sum
    sink?.add(kind, kind === 'omission' ? value : undefined, kind === 'omission' ? undefined : value)
    return weight
  }
}

/** True if a missing value takes one with it that is required. */
function requires(place: RulePlace, value: JsonValue): boolean {
  if (place.plain) return false
  if (place.rules.required) return true
  if (!isContainer(value) || place.rules.comparator !== null) return false
  const members = Array.isArray(value) ? visibleItems(place, value) : visibleMembers(place, value)
  return members.some(({ place: inner, value: member }) => !inner.rules.optional && requires(inner, member))
}
