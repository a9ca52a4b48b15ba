/** @import { Case } from './case-data.js' */

/** @typedef {'urgency' | 'id' | 'line' | 'schema' | 'errorClass' | 'f1' | 'totalMs'} SortKey */

/**
 * @typedef {object} Order
 * @property {SortKey} key
 * @property {boolean} descending
 */

/** The most urgent first, then file order: the order before the user chooses one. */
export const FIRST_ORDER = /** @type {Order} */ ({ key: 'urgency', descending: false })

/** Columns that are first sorted in descending order: the slowest first. The others are ascending. */
export const DESCENDING_FIRST = /** @type {readonly SortKey[]} */ (['totalMs'])

/**
 * A sorted copy. Ties keep the order of the file; values that were not measured come last in both directions.
 * @param {readonly Case[]} cases
 * @param {Order} order
 * @returns {Case[]}
 */
export function sortCases(cases, { key, descending }) {
  const sign = descending ? -1 : 1
  return cases.toSorted((a, b) => compareValues(a[key], b[key], sign) || a.line - b.line)
}

/**
 * @param {string | number | null} a
 * @param {string | number | null} b
 * @param {1 | -1} sign
 */
function compareValues(a, b, sign) {
  const [unknownA, unknownB] = [isUnknown(a), isUnknown(b)]
  if (unknownA || unknownB) return Number(unknownA) - Number(unknownB)
  if (a === b) return 0
  return (a ?? 0) < (b ?? 0) ? -sign : sign
}

/** @param {string | number | null} value */
const isUnknown = (value) => value === null || value === ''
