/** Numbers in [0, 1) that depend on the seed alone: Mulberry32 (Tommy Ettinger, public domain). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The items in an order that depends on the seed alone (Fisher and Yates), so any prefix is a sample. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const next = random(seed)
  const waiting = [...items]
  const out: Item[] = []
  while (waiting.length > 0) out.push(...waiting.splice(Math.floor(next() * waiting.length), 1))
  return out
}

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
