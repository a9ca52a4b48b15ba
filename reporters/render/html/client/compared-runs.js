/** @import { PageData } from '../page-data.ts' */
/** @import { Case, Change } from './case-data.js' */
import { changeOf, readCases } from './case-data.js'

/** The run whose examples are listed, and the run that they are compared with. */
export class ComparedRuns {
  #data
  /** @type {Map<number, Case[]>} */
  #read = new Map()
  /** @type {Map<number, Case> | null} */
  #others = null
  #label = ''
  /** @type {readonly Case[]} */
  cases = []

  /** @param {PageData} data */
  constructor(data) {
    this.#data = data
  }

  /**
   * @param {number} run
   * @param {number | null} reference
   */
  choose(run, reference) {
    this.cases = this.#casesOf(run)
    this.#others =
      reference === null ? null : new Map(this.#casesOf(reference).map((item) => [item.line, item]))
    this.#label = reference === null ? '' : (this.#data.runs[reference]?.label ?? '')
  }

  /** True if there is a run to compare with. */
  get compared() {
    return this.#others !== null
  }

  /** Name of the run to compare with. */
  get referenceLabel() {
    return this.#label
  }

  /**
   * The same example in the other run: the same line of the same dataset.
   * @param {Case} item
   */
  counterpart(item) {
    return this.#others?.get(item.line)
  }

  /**
   * @param {Case} item
   * @returns {Change}
   */
  changeOf(item) {
    return changeOf(item, this.counterpart(item))
  }

  /** @param {number} index */
  #casesOf(index) {
    let cases = this.#read.get(index)
    if (cases === undefined) {
      const run = this.#data.runs[index]
      cases = run === undefined ? [] : readCases(this.#data, run)
      this.#read.set(index, cases)
    }
    return cases
  }
}
