/** A few items of many: the first by an order, and how many there are in all. */
export interface BestOf<Item> {
  readonly count: number
  /** In order; of equal ones the earlier first. */
  readonly items: readonly Item[]
}

/** Keeps the `most` first items by an order, of any number, and counts all. */
export class BestItems<Item> implements BestOf<Item> {
  readonly #most: number
  readonly #compare: (a: Item, b: Item) => number
  #kept: Item[] = []
  #count = 0

  /** @param compare the order; without it the items come first that were added first */
  constructor(most: number, compare: (a: Item, b: Item) => number = () => 0) {
    this.#most = most
    this.#compare = compare
  }

  add(item: Item): void {
    this.#count += 1
    this.#kept.push(item)
    if (this.#kept.length >= 2 * this.#most + 64) this.#cut()
  }

  get count(): number {
    return this.#count
  }

  get items(): readonly Item[] {
    this.#cut()
    return this.#kept
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#most)
  }
}
