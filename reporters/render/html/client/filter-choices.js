/** @import { PageData } from '../page-data.ts' */
/** @import { Case } from './case-data.js' */
/** @import { ComparedRuns } from './compared-runs.js' */
/** @import { Choice } from './filter-form.js' */
import { countValues, FILTERS } from './case-query.js'
import { CHANGES, statusLabel } from './labels.js'

/**
 * Other runs of the same dataset.
 * @param {PageData} data
 * @param {number} chosen
 * @returns {Choice[]}
 */
export function comparableRuns({ runs }, chosen) {
  return runs.flatMap(({ label, dataset }, index) =>
    index !== chosen && dataset === runs[chosen]?.dataset
      ? [{ value: String(index), label, count: null }]
      : [],
  )
}

/**
 * What each filter offers in the chosen run, with the number of examples.
 * @param {PageData} data
 * @param {ComparedRuns} runs
 * @returns {[name: string, choices: Choice[]][]}
 */
export function filterChoices(data, runs) {
  return [
    ...FILTERS.map(
      (name) => /** @type {[string, Choice[]]} */ ([name, valueChoices(data, runs.cases, name)]),
    ),
    ['change', changeChoices(runs)],
  ]
}

/**
 * @param {PageData} data
 * @param {readonly Case[]} cases
 * @param {(typeof FILTERS)[number]} name
 * @returns {Choice[]}
 */
function valueChoices(data, cases, name) {
  const choices = [...countValues(cases, (item) => item[name])]
    .filter(([value]) => value !== '')
    .map(([value, count]) => ({
      value,
      label: name === 'status' ? statusLabel(data, value).word : value,
      count,
    }))
  const rank = (/** @type {Choice} */ { value }) => data.statuses.findIndex(([status]) => status === value)
  return choices.toSorted((a, b) => (name === 'status' ? rank(a) - rank(b) : a.label < b.label ? -1 : 1))
}

/**
 * @param {ComparedRuns} runs
 * @returns {Choice[]}
 */
function changeChoices(runs) {
  if (!runs.compared) return []
  const counts = countValues(runs.cases, (item) => runs.changeOf(item))
  return Object.entries(CHANGES).map(([value, { word }]) => ({
    value,
    label: word,
    count: counts.get(value) ?? 0,
  }))
}
