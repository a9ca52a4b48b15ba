import munkres from 'munkres'
import { byCodeUnit } from '../../core/code-unit-order.ts'
import { isObject, type JsonValue } from '../../core/json/json.ts'
import { countLeaves } from '../leaf-scores.ts'
import { type LeafWeights, wrongWeight } from './leaf-weights.ts'
import type { RulePlace } from './rule-tree.ts'
import { type Visible, valueKey } from './visible.ts'

/** Products of leaves (expected × received) that the pairs of one list may cost. */
const MAX_COMPARED = 4_000_000
/** Steps of the assignment of one list: the longer side times the square of the shorter one. */
const MAX_ASSIGNED = 16_000_000

type Item = Visible<number>

/** Two items, with what the pairing found in them; null where it did not compare them. */
export type ItemPair = readonly [
  expected: Item,
  received: Item,
  tally: { readonly of: LeafWeights; readonly share: number } | null,
]

/** The items of two lists whose order is free, paired. */
export interface PairedItems {
  readonly pairs: readonly ItemPair[]
  readonly missing: readonly Item[]
  readonly unexpected: readonly Item[]
  /** The part of the limit of work for lists inside these items. */
  readonly share: number
}

/** What pairs cost, in weights of leaves. */
export interface Measure {
  /** What is right and wrong if the two are paired. */
  pair(expected: JsonValue, received: JsonValue, share: number): LeafWeights
  /** What is wrong if the item stays alone. */
  expected(item: JsonValue): number
  received(item: JsonValue): number
}

interface Keyed {
  readonly item: Item
  readonly key: string
}

/**
 * Pairs the items of two lists. `aligned`: the pairing with the least weight of wrong leaves, which is an assignment
 * problem; with `by` only among items with equal key fields. `unordered` and `set`: as many pairs of right items as there
 * are. The result does not depend on the order of either list.
 *
 * Lists beyond the limit of work (a hostile output of thousands of items) are paired in a simpler way: equal items first, the
 * rest in the order of their JSON texts. `share` is the part of the limit that this list may use: lists inside items
 * are compared once for each pair.
 */
export function pairItems(
  place: RulePlace,
  expected: readonly Item[],
  received: readonly Item[],
  measure: Measure,
  share: number,
): PairedItems {
  const { by, list } = place.rules
  const [one, other] = [expected[0], received[0]]
  // The only pair there is: without keys and costs.
  if (by === null && list === 'aligned' && expected.length === 1 && received.length === 1 && one && other)
    return { pairs: [[one, other, null]], missing: [], unexpected: [], share }
  if (by === null) {
    const pairing = new Pairing(place, measure, share)
    pairing.pairAll(keyed(expected), keyed(received))
    return pairing
  }
  const [wanted, got] = [groups(expected, by), groups(received, by)]
  const pairing = new Pairing(place, measure, share / Math.max(1, wanted.size))
  for (const [key, group] of wanted) pairing.pairAll(keyed(group), keyed(got.get(key) ?? []))
  for (const [key, group] of got) if (!wanted.has(key)) pairing.unexpected.push(...group)
  return pairing
}

class Pairing implements PairedItems {
  readonly pairs: ItemPair[] = []
  readonly missing: Item[] = []
  readonly unexpected: Item[] = []
  share: number
  /** The part of the limit for each group of items. */
  readonly #limit: number
  readonly #place: RulePlace
  readonly #measure: Measure

  constructor(place: RulePlace, measure: Measure, share: number) {
    this.#place = place
    this.#measure = measure
    this.share = share
    this.#limit = share
  }

  /** Both sides are in the order of their keys. */
  pairAll(expected: readonly Keyed[], received: readonly Keyed[]): void {
    const { fuzzy } = this.#place.at(-1)
    const whole = this.#place.rules.list !== 'aligned'
    // Two equal items are the best pair for each other unless a rule is fuzzy: then another pairing may be right for more.
    const same =
      expected.length === received.length && expected.every(({ key }, at) => key === received[at]?.key)
    let rest: readonly [readonly Keyed[], readonly Keyed[]] = [expected, received]
    if (same || !fuzzy) rest = this.#pairEqual(expected, received)
    if (whole && !fuzzy) this.#leave(rest[0], rest[1])
    else if (this.#isWithinLimit(rest[0], rest[1])) this.#assign(rest[0], rest[1], whole)
    else {
      const [wanted, got] = this.#pairEqual(rest[0], rest[1])
      this.#pairInOrder(wanted, got, whole)
    }
  }

  /** Pairs items with equal keys and returns the others. */
  #pairEqual(expected: readonly Keyed[], received: readonly Keyed[]): [Keyed[], Keyed[]] {
    const [wanted, got]: [Keyed[], Keyed[]] = [[], []]
    let at = 0
    for (const one of expected) {
      for (; at < received.length && (received[at] as Keyed).key < one.key; at += 1)
        got.push(received[at] as Keyed)
      const other = received[at]
      if (other?.key === one.key) {
        this.pairs.push([one.item, other.item, null])
        at += 1
      } else wanted.push(one)
    }
    got.push(...received.slice(at))
    return [wanted, got]
  }

  #isWithinLimit(expected: readonly Keyed[], received: readonly Keyed[]): boolean {
    const [fewer, more] = [expected.length, received.length].sort((a, b) => a - b) as [number, number]
    const leaves = (side: readonly Keyed[]) =>
      side.reduce((sum, { item }) => sum + countLeaves(item.value), 0)
    return (
      fewer * fewer * more <= MAX_ASSIGNED * this.#limit &&
      leaves(expected) * leaves(received) <= MAX_COMPARED * this.#limit
    )
  }

  #assign(expected: readonly Keyed[], received: readonly Keyed[], whole: boolean): void {
    const [wanted, got] = [expected.map(({ item }) => item), received.map(({ item }) => item)]
    if (wanted.length === 0 || got.length === 0) {
      this.#leave(expected, received)
      return
    }
    const inner = this.#limit / (wanted.length * got.length)
    this.share = Math.min(this.share, inner)
    const measure = this.#measure
    const [alone, unpaired] = [
      wanted.map(({ value }) => measure.expected(value)),
      got.map(({ value }) => measure.received(value)),
    ]
    const tallies = wanted.map((a) => got.map((b) => measure.pair(a.value, b.value, inner)))
    /** What pairing saves, at most 0; above 0 where the two should not be paired. */
    const saved = tallies.map((of, row) =>
      of.map((tally, column) =>
        whole && !tally.exact ? 1 : wrongWeight(tally) - (alone[row] ?? 0) - (unpaired[column] ?? 0),
      ),
    )
    const rows = new Set(wanted.keys())
    const columns = new Set(got.keys())
    for (const [row, column] of munkres(saved.map((costs) => costs.map((cost) => Math.min(cost, 0))))) {
      if ((saved[row]?.[column] ?? 1) > 0) continue
      const of = tallies[row]?.[column]
      this.pairs.push([
        wanted[row] as Item,
        got[column] as Item,
        of === undefined ? null : { of, share: inner },
      ])
      rows.delete(row)
      columns.delete(column)
    }
    this.missing.push(...[...rows].map((row) => wanted[row] as Item))
    this.unexpected.push(...[...columns].map((column) => got[column] as Item))
  }

  #pairInOrder(expected: readonly Keyed[], received: readonly Keyed[], whole: boolean): void {
    const shorter = Math.min(expected.length, received.length)
    for (let at = 0; at < shorter; at += 1) {
      const [a, b] = [(expected[at] as Keyed).item, (received[at] as Keyed).item]
      if (!whole || this.#measure.pair(a.value, b.value, 0).exact) this.pairs.push([a, b, null])
      else this.#leave([{ item: a, key: '' }], [{ item: b, key: '' }])
    }
    this.share = 0
    this.#leave(expected.slice(shorter), received.slice(shorter))
  }

  #leave(expected: readonly Keyed[], received: readonly Keyed[]): void {
    this.missing.push(...expected.map(({ item }) => item))
    this.unexpected.push(...received.map(({ item }) => item))
  }
}

function keyed(items: readonly Item[]): Keyed[] {
  return items
    .map((item) => ({ item, key: valueKey(item.place, item.value) }))
    .sort((a, b) => byCodeUnit(a.key, b.key))
}

/** The group of items without all key fields, which are paired among themselves. */
const NO_KEY = ''

function groups(items: readonly Item[], by: readonly string[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>()
  for (const item of items) {
    const { value, place } = item
    const has = isObject(value) && by.every((name) => Object.hasOwn(value, name))
    const key = has ? by.map((name) => valueKey(place.at(name), value[name] ?? null)).join(' ') : NO_KEY
    const group = found.get(key)
    if (group === undefined) found.set(key, [item])
    else group.push(item)
  }
  return new Map([...found].sort(([a], [b]) => byCodeUnit(a, b)))
}
