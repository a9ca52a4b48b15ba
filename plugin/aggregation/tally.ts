/** Figures that take one item after the other: cases can be read from a file and forgotten. */
export interface Tally<Item, Result> {
  add(item: Item): void
  /** Of the items so far. */
  result(): Result
}

/** The figures of these items. */
export function tallied<Item, Result>(items: Iterable<Item>, tally: Tally<Item, Result>): Result {
  for (const item of items) tally.add(item)
  return tally.result()
}
