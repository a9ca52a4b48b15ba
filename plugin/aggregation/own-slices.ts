import { byCodeUnit } from '../core/code-unit-order.ts'
import type { Slice } from '../records/slice.ts'
import { type BreakdownCase, breakdownTally } from './breakdown.ts'
import { addAll, type Tally } from './tally.ts'

type Breakdown = Readonly<Record<string, Slice>>

/**
 * Figures by the dataset's own slices. A case without one of them is in it as unknown, so the names are needed before the first case:
 * those that it has are taken, and for others the cases are read again.
 */
export class OwnSlicesTally {
  #tallies: Map<string, Tally<BreakdownCase, Breakdown>> | null = null
  readonly #late = new Map<string, Tally<BreakdownCase, Breakdown>>()

  add(item: BreakdownCase): void {
    const names = item.slices === undefined ? [] : Object.keys(item.slices)
    this.#tallies ??= new Map(names.map((name) => [name, breakdownTally(name)]))
    for (const tally of this.#tallies.values()) tally.add(item)
    for (const name of names)
      if (!this.#tallies.has(name) && !this.#late.has(name)) this.#late.set(name, breakdownTally(name))
  }

  /**
   * By the name of the slice; empty where no case has any.
   *
   * @param cases those that were added
   */
  result(cases: Iterable<BreakdownCase>): Readonly<Record<string, Breakdown>> {
    if (this.#late.size > 0) addAll(cases, [...this.#late.values()])
    const all = [...(this.#tallies ?? []), ...this.#late].sort(([a], [b]) => byCodeUnit(a, b))
    return Object.fromEntries(all.map(([name, tally]) => [name, tally.result()]))
  }
}
