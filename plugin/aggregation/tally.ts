/** Figures that take one item after the other: cases can be read from a file and forgotten. */
export interface Tally<Item, Result> {
  add(item: Item): void
  /** Of the items so far. */
  result(): Result
}

/** Gives each item to all tallies, in one pass. */
export function addAll<Item>(
  items: Iterable<Item>,
  tallies: readonly Pick<Tally<NoInfer<Item>, unknown>, 'add'>[],
): void {
  for (const item of items) for (const tally of tallies) tally.add(item)
}

/** The figures of these items. */
export function tallied<Item, Result>(items: Iterable<Item>, tally: Tally<Item, Result>): Result {
  addAll(items, [tally])
  return tally.result()
}
