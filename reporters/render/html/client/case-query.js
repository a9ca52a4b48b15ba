/** @import { Case, Change } from './case-data.js' */

/** The choice in each filter; an empty string is "all". */
export const FILTERS = /** @type {const} */ (['status', 'errorClass', 'complexity', 'schema', 'source'])

/**
 * @typedef {object} Query
 * @property {string} status
 * @property {string} errorClass
 * @property {string} complexity
 * @property {string} schema
 * @property {string} source
 * @property {string} change only where two runs are compared
 */

/**
 * @param {readonly Case[]} cases
 * @param {Query} query
 * @param {(item: Case) => Change} changeOfCase
 * @param {(item: Case) => boolean} contains the search
 * @returns {Case[]}
 */
export function filterCases(cases, query, changeOfCase, contains) {
  const wanted = FILTERS.filter((name) => query[name] !== '')
  return cases.filter(
    (item) =>
      wanted.every((name) => item[name] === query[name]) &&
      (query.change === '' || changeOfCase(item) === query.change) &&
      contains(item),
  )
}

/**
 * How many examples have each value, in order of appearance.
 * @param {readonly Case[]} cases
 * @param {(item: Case) => string} keyOf
 * @returns {Map<string, number>}
 */
export function countValues(cases, keyOf) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const item of cases) {
    const value = keyOf(item)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}
