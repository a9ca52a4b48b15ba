/** @import { PageData } from '../page-data.ts' */
/** @import { ListState } from './address.js' */
/** @import { Case, Change } from './case-data.js' */
/** @import { Order } from './case-order.js' */
/** @import { Choice } from './filter-form.js' */
import { readAddress, writeAddress } from './address.js'
import { changeOf, readCases } from './case-data.js'
import { caseDetail } from './case-detail.js'
import { FIRST_ORDER, sortCases } from './case-order.js'
import { countValues, FILTERS, filterCases } from './case-query.js'
import { CaseTable } from './case-table.js'
import { required } from './dom.js'
import { FilterForm } from './filter-form.js'
import { CHANGES, integer, statusLabel } from './labels.js'
import { PAGE_SIZE, Pager } from './pager.js'
import { CaseSearch, searchWords } from './search.js'

/** Milliseconds of preparing the search before the browser gets its turn. */
const SLICE = 8

/** The list of examples: form, table, pages and address, joined. */
export class CaseList {
  #data
  #search
  #form
  #table
  #pager
  #count = required('#case-count', HTMLElement)
  /** @type {Map<number, Case[]>} */
  #runs = new Map()
  /** @type {readonly Case[]} */
  #cases = []
  /** @type {Map<number, Case> | null} */
  #others = null
  /** @type {Case[]} */
  #matching = []
  /** @type {Order} */
  #order = FIRST_ORDER
  #page = 0
  /** What the filters offer depends on these. */
  #offered = ''

  /** @param {PageData} data */
  constructor(data) {
    this.#data = data
    this.#search = new CaseSearch(data.texts)
    this.#form = new FilterForm(required('#case-filters', HTMLFormElement), () => this.#update(true))
    const cut = new Map(data.cut)
    this.#table = new CaseTable(required('#cases', HTMLTableElement), data, {
      detailOf: (item) =>
        caseDetail({ data, cut, otherLabel: this.#otherLabel() }, item, this.#others?.get(item.line)),
      onSort: (order) => {
        this.#order = order
        this.#sort()
      },
    })
    this.#pager = new Pager(required('#case-pages', HTMLElement), (page) => {
      this.#page = page
      this.#show()
    })
  }

  start() {
    const { compare, runs } = this.#data
    const all = runs.map((run, index) => ({
      value: String(index),
      label: run.label,
      count: run.cases.length,
    }))
    this.#form.offer('run', null, all)
    const [run, other] = compare ?? [0, '']
    this.#apply(readAddress(location.hash) ?? { run: String(run), with: String(other) })
    addEventListener('hashchange', () => {
      const state = readAddress(location.hash)
      if (state === null) return
      this.#apply(state)
      if (state.example === '') required('#examples', HTMLElement).scrollIntoView()
    })
    this.#prepareSearch(0)
  }

  /** @param {ListState} state */
  #apply(state) {
    // The choices of the other filters depend on these two.
    this.#form.write({ run: state.run || '0' })
    this.#offer()
    this.#form.write({ with: state.with ?? '' })
    this.#offer()
    this.#form.write({ ...state, run: state.run || '0' })
    this.#update(false)
    if (state.example) this.#open(state.example)
  }

  /** @param {string} id */
  #open(id) {
    const place = this.#matching.findIndex((item) => item.id === id)
    if (place < 0) return
    this.#page = Math.floor(place / PAGE_SIZE)
    this.#show()
    this.#table.open(id)
  }

  /** @param {boolean} byHand whether the address follows */
  #update(byHand) {
    this.#offer()
    const state = this.#form.read()
    const { status = '', errorClass = '', complexity = '', schema = '', source = '', change = '' } = state
    const query = {
      status,
      errorClass,
      complexity,
      schema,
      source,
      change: this.#others === null ? '' : change,
    }
    const words = searchWords(state.q ?? '')
    this.#matching = filterCases(
      this.#cases,
      query,
      (item) => this.#changeOf(item),
      this.#search.matcher(words),
    )
    if (byHand) history.replaceState(null, '', writeAddress(state))
    this.#sort()
  }

  #sort() {
    this.#matching = sortCases(this.#matching, this.#order)
    this.#page = 0
    this.#show()
  }

  #show() {
    const from = this.#page * PAGE_SIZE
    this.#table.show({
      cases: this.#matching.slice(from, from + PAGE_SIZE),
      order: this.#order,
      changeOfCase: this.#others === null ? null : (item) => this.#changeOf(item),
    })
    this.#pager.show(this.#page, this.#matching.length)
    const [some, all] = [this.#matching.length, this.#cases.length]
    this.#count.textContent =
      some === all ? `All ${integer(all)} examples` : `${integer(some)} of ${integer(all)} examples`
  }

  /** Fills the filters with what there is in the chosen run. */
  #offer() {
    const { run = '0', with: other = '' } = this.#form.read()
    if (this.#offered === `${run} ${other}`) return
    const chosen = Number(run)
    this.#cases = this.#casesOf(chosen)
    this.#form.offer('with', 'no other run', this.#comparable(chosen))
    const reference = this.#form.read().with ?? ''
    this.#others =
      reference === '' ? null : new Map(this.#casesOf(Number(reference)).map((item) => [item.line, item]))
    for (const name of FILTERS) this.#form.offer(name, 'all', this.#choices(name))
    this.#form.offer('change', 'all', this.#changeChoices())
    this.#offered = `${run} ${reference}`
  }

  /** @param {(typeof FILTERS)[number]} name */
  #choices(name) {
    const label = (/** @type {string} */ value) =>
      name === 'status' ? statusLabel(this.#data, value).word : value
    const choices = [...countValues(this.#cases, (item) => item[name])]
      .filter(([value]) => value !== '')
      .map(([value, count]) => ({ value, label: label(value), count }))
    return choices.toSorted(name === 'status' ? this.#byUrgency : byLabel)
  }

  #byUrgency = (/** @type {Choice} */ a, /** @type {Choice} */ b) => {
    const rank = (/** @type {Choice} */ { value }) =>
      this.#data.statuses.findIndex(([name]) => name === value)
    return rank(a) - rank(b)
  }

  /** @returns {Choice[]} */
  #changeChoices() {
    if (this.#others === null) return []
    const counts = countValues(this.#cases, (item) => this.#changeOf(item))
    return Object.entries(CHANGES).map(([value, { word }]) => ({
      value,
      label: word,
      count: counts.get(value) ?? 0,
    }))
  }

  /**
   * Other runs of the same dataset.
   * @param {number} chosen
   * @returns {Choice[]}
   */
  #comparable(chosen) {
    const { runs } = this.#data
    return runs.flatMap(({ label, dataset }, index) =>
      index !== chosen && dataset === runs[chosen]?.dataset
        ? [{ value: String(index), label, count: null }]
        : [],
    )
  }

  /** @param {number} index */
  #casesOf(index) {
    let cases = this.#runs.get(index)
    if (cases === undefined) {
      const run = this.#data.runs[index]
      cases = run === undefined ? [] : readCases(this.#data, run)
      this.#runs.set(index, cases)
    }
    return cases
  }

  /**
   * @param {Case} item
   * @returns {Change}
   */
  #changeOf(item) {
    return changeOf(item, this.#others?.get(item.line))
  }

  #otherLabel() {
    return this.#data.runs[Number(this.#form.read().with)]?.label ?? ''
  }

  /** @param {number} from */
  #prepareSearch(from) {
    const end = performance.now() + SLICE
    const next = this.#search.prepare(from, () => performance.now() < end)
    if (next < this.#data.texts.length) setTimeout(() => this.#prepareSearch(next))
  }
}

/**
 * @param {Choice} a
 * @param {Choice} b
 */
function byLabel(a, b) {
  return a.label < b.label ? -1 : 1
}
