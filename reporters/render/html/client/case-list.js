/** @import { PageData } from '../page-data.ts' */
/** @import { ListState } from './address.js' */
/** @import { Case } from './case-data.js' */
/** @import { Order } from './case-order.js' */
import { readAddress, writeAddress } from './address.js'
import { caseDetail } from './case-detail.js'
import { FIRST_ORDER, sortCases } from './case-order.js'
import { filterCases } from './case-query.js'
import { CaseTable } from './case-table.js'
import { ComparedRuns } from './compared-runs.js'
import { required } from './dom.js'
import { comparableRuns, filterChoices } from './filter-choices.js'
import { FilterForm } from './filter-form.js'
import { integer } from './format.js'
import { PAGE_SIZE, Pager } from './pager.js'
import { watchScrollers } from './scrollers.js'
import { CaseSearch, searchWords } from './search.js'
import { highlightWords } from './search-highlight.js'

/** The list of examples: connects form, table, pages and address. */
export class CaseList {
  #data
  #search
  #runs
  #form
  #table
  #pager
  #host = required('#cases', HTMLTableElement)
  #count = required('#case-count', HTMLElement)
  #openAll = required('#case-open-all', HTMLButtonElement)
  /** All examples of the run, in the order of the table. */
  #sorted = /** @type {readonly Case[]} */ ([])
  #matching = /** @type {readonly Case[]} */ ([])
  /** @type {string[]} */
  #words = []
  /** @type {Order} */
  #order = FIRST_ORDER
  #page = 0
  /** The runs whose values the filters offer. */
  #offered = ''

  /** @param {PageData} data */
  constructor(data) {
    this.#data = data
    this.#search = new CaseSearch(data.texts)
    this.#runs = new ComparedRuns(data)
    this.#form = new FilterForm(required('#case-filters', HTMLFormElement), () => {
      this.#update()
      history.replaceState(null, '', writeAddress(this.#form.read()))
    })
    const cut = new Map(data.cut)
    this.#table = new CaseTable(this.#host, data, {
      detailOf: (item) =>
        caseDetail({ data, cut, otherLabel: this.#runs.referenceLabel }, item, this.#runs.counterpart(item)),
      onSort: (order) => {
        this.#order = order
        this.#sorted = sortCases(this.#runs.cases, order)
        this.#update()
      },
      onOpen: (row) => {
        watchScrollers(row)
        highlightWords(this.#host, this.#words)
      },
    })
    this.#pager = new Pager(required('#case-pages', HTMLElement), (page) => {
      this.#page = page
      this.#show()
    })
  }

  start() {
    this.#openAll.addEventListener('click', () => {
      const open = this.#openAll.getAttribute('aria-pressed') !== 'true'
      this.#openAll.setAttribute('aria-pressed', String(open))
      this.#table.toggleAll(open)
    })
    const { compare, runs } = this.#data
    this.#form.offer(
      'run',
      null,
      runs.map(({ label, cases }, index) => ({ value: String(index), label, count: cases.length })),
    )
    const [run, other] = compare ?? [0, '']
    this.#apply(readAddress(location.hash) ?? { run: String(run), with: String(other) })
    addEventListener('hashchange', () => this.#follow())
    // A link to the current address does not change the hash.
    document.addEventListener('click', ({ target }) => {
      const link = target instanceof Element ? target.closest('a') : null
      if (link !== null && link.hash === location.hash) this.#follow()
    })
    this.#search.prepare(this.#runs.cases)
  }

  /** Shows the state of the address. */
  #follow() {
    const state = readAddress(location.hash)
    if (state === null) return
    this.#apply(state)
    if (state.line) return
    required('#examples', HTMLElement).scrollIntoView()
    this.#count.focus({ preventScroll: true })
  }

  /** @param {ListState} state */
  #apply(state) {
    // The other choices depend on the run and on the run that it is compared with.
    this.#form.write({ run: state.run || '0' })
    this.#offer()
    this.#form.write({ with: state.with ?? '' })
    this.#offer()
    this.#form.write({ ...state, run: state.run || '0' })
    this.#update()
    if (state.line) this.#open(Number(state.line))
  }

  /** @param {number} line */
  #open(line) {
    const place = this.#matching.findIndex((item) => item.line === line)
    if (place < 0) return
    this.#page = Math.floor(place / PAGE_SIZE)
    this.#show()
    this.#table.open(line)
  }

  #update() {
    this.#offer()
    const { q = '', status = '', errorClass = '', complexity = '', ...rest } = this.#form.read()
    const { schema = '', source = '', change = '' } = rest
    const query = {
      status,
      errorClass,
      complexity,
      schema,
      source,
      change: this.#runs.compared ? change : '',
    }
    this.#words = searchWords(q)
    this.#matching = filterCases(
      this.#sorted,
      query,
      (item) => this.#runs.changeOf(item),
      this.#search.matcher(this.#words),
    )
    this.#page = 0
    this.#show()
  }

  #show() {
    const from = this.#page * PAGE_SIZE
    this.#table.show({
      cases: this.#matching.slice(from, from + PAGE_SIZE),
      order: this.#order,
      changeOfCase: this.#runs.compared ? (item) => this.#runs.changeOf(item) : null,
    })
    this.#openAll.setAttribute('aria-pressed', 'false')
    this.#pager.show(this.#page, this.#matching.length)
    const [some, all] = [this.#matching.length, this.#runs.cases.length]
    this.#count.textContent =
      some === all ? `All ${integer(all)} examples` : `${integer(some)} of ${integer(all)} examples`
    highlightWords(this.#host, this.#words)
  }

  /** Fills the filters with the values of the chosen runs. */
  #offer() {
    const { run = '0', with: wanted = '' } = this.#form.read()
    if (this.#offered === `${run} ${wanted}`) return
    this.#form.offer('with', 'no other run', comparableRuns(this.#data, Number(run)))
    const reference = this.#form.read().with ?? ''
    this.#runs.choose(Number(run), reference === '' ? null : Number(reference))
    this.#sorted = sortCases(this.#runs.cases, this.#order)
    for (const [name, choices] of filterChoices(this.#data, this.#runs))
      this.#form.offer(name, 'all', choices)
    this.#offered = `${run} ${reference}`
  }
}
