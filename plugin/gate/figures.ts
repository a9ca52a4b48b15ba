// Old address of the formatters, until all branches import their home.
export { percent, plural as counted, points, pText as pValue } from '../model/format.ts'

/** Compares by code unit: the same order on every machine, unlike a locale's. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
