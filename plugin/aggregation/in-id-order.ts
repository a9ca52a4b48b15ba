import { byCodeUnit } from '../core/code-unit-order.ts'
import type { Tally } from './tally.ts'

/** More cases are passed on as they come: with so many, an interval depends on their order in its last digits only. */
const MOST_SORTED = 10_000

/**
 * Gives items to tallies in the order of their ids: the bootstrap of few values depends on their order, and figures must not depend on the
 * order of the dataset's lines.
 */
export class InIdOrder<Item extends { readonly id: string }> {
  readonly #tallies: readonly Pick<Tally<Item, unknown>, 'add'>[]
  #waiting: Item[] | null = []

  constructor(tallies: readonly Pick<Tally<Item, unknown>, 'add'>[]) {
    this.#tallies = tallies
  }

  /** @param item is kept for a while: without texts */
  add(item: Item): void {
    if (this.#waiting === null) this.#pass(item)
    else if (this.#waiting.push(item) > MOST_SORTED) this.end()
  }

  /** Passes on what waits; nothing is sorted after that. */
  end(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const item of waiting.sort((a, b) => byCodeUnit(a.id, b.id))) this.#pass(item)
  }

  #pass(item: Item): void {
    for (const tally of this.#tallies) tally.add(item)
  }
}
