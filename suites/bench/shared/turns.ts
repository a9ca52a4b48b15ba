/** Consecutive parts of at most `size` items, as even as they can be: 41 items by 40 are 21 and 20. */
export function slices<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.ceil((index * items.length) / count), Math.ceil(((index + 1) * items.length) / count)),
  )
}

/** Who goes when: every other round backwards, so that whatever drifts does not always hit the same one. */
export function turns<Item>(items: readonly Item[], round: number): readonly Item[] {
  return round % 2 === 0 ? items : items.toReversed()
}
