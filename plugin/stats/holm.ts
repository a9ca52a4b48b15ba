/**
 * Holm's step-down adjustment of a family of p values, in the order given: comparing an adjusted p with α keeps
 * the chance of any false alarm in the whole family below α.
 * Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65–70.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0))
  const adjusted = new Array<number>(pValues.length).fill(0)
  let running = 0
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 0)))
    adjusted[index] = running
  })
  return adjusted
}
