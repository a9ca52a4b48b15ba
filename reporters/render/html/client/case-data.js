/** @import { PageCase, PageData, PageDetail, PageRun } from '../page-data.ts' */

/**
 * One example of one run, with names resolved; texts are in the page's table.
 * @typedef {object} Case
 * @property {string} id
 * @property {number} line
 * @property {string} status
 * @property {number} urgency position among the statuses, the most urgent first
 * @property {string} errorClass empty where there is none
 * @property {string} schema
 * @property {string} complexity
 * @property {string} source
 * @property {boolean} critical
 * @property {number} prompt
 * @property {number} expected
 * @property {number} output -1 where there is none
 * @property {number | null} f1
 * @property {number | null} totalMs
 * @property {boolean | null} exact lenient; null where nothing was scored
 * @property {PageDetail} detail
 */

/** The text for a line without schema, complexity or source. */
const UNKNOWN = 'unknown'

/**
 * The examples of a run.
 * @param {PageData} data
 * @param {PageRun} run
 * @returns {Case[]}
 */
export function readCases(data, run) {
  return run.cases.map((row) => readCase(data, run, row))
}

/**
 * @param {PageData} data
 * @param {PageRun} run
 * @param {PageCase} row
 * @returns {Case}
 */
function readCase(data, run, row) {
  const [id, line, status, errorClass, schema, complexity, source, critical] = row
  const [, , , , , , , , prompt, expected, output, f1, totalMs, detail] = row
  const exact = detail.scores?.[1]?.[1]
  return {
    id,
    line,
    status: data.statuses[status]?.[0] ?? '',
    urgency: status,
    errorClass: data.errorClasses[errorClass] ?? '',
    schema: run.schemas[schema] ?? UNKNOWN,
    complexity: run.complexities[complexity] ?? UNKNOWN,
    source: run.sources[source] ?? UNKNOWN,
    critical: critical === 1,
    prompt,
    expected,
    output,
    f1,
    totalMs,
    exact: exact === undefined ? null : exact === 1,
    detail,
  }
}

/**
 * The result of an example compared with the same line of another run.
 * @typedef {'lost' | 'gained' | 'changed' | 'same' | 'unpaired'} Change
 */

/**
 * @param {Case} item
 * @param {Case | undefined} other
 * @returns {Change}
 */
export function changeOf(item, other) {
  if (other === undefined || item.exact === null || other.exact === null) return 'unpaired'
  if (item.exact !== other.exact) return item.exact ? 'gained' : 'lost'
  return item.output === other.output ? 'same' : 'changed'
}
