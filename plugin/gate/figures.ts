/** `55.1 %` of a fraction of 1; `not measured` of null. */
export function percent(rate: number | null): string {
  return rate === null ? 'not measured' : `${(100 * rate).toFixed(1)} %`
}

/** `−3.2 points` of a difference of two fractions of 1, always with its sign. */
export function points(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1)
  const sign = text === '0.0' ? '±' : difference < 0 ? '−' : '+'
  return `${sign}${text} points`
}

/** `p = 0.016`, or `p < 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toPrecision(2)}`
}

/** `1 example`, `2 examples`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Compares by code unit: the same order on every machine, unlike a locale's. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
