/** @import { PageData } from '../page-data.ts' */
/** @import { Case, Change } from './case-data.js' */
/** @import { Order, SortKey } from './case-order.js' */
import { DESCENDING_FIRST } from './case-order.js'
import { element, untrustedText } from './dom.js'
import { duration, f1, integer, NOT_MEASURED } from './format.js'
import { badge, CHANGES, statusLabel } from './labels.js'

/** @type {readonly { key: SortKey, title: string, name: string }[]} */
const COLUMNS = [
  { key: 'urgency', title: 'State', name: 'state' },
  { key: 'id', title: 'Example', name: 'id' },
  { key: 'line', title: 'Line', name: 'line number' },
  { key: 'schema', title: 'Schema', name: 'schema' },
  { key: 'errorClass', title: 'Class', name: 'class' },
  { key: 'f1', title: 'F1', name: 'f1 number' },
  { key: 'totalMs', title: 'Time', name: 'time number' },
]

/**
 * @typedef {object} TableView
 * @property {readonly Case[]} cases of this page
 * @property {Order} order
 * @property {((item: Case) => Change) | null} changeOfCase null where no run is compared
 */

/**
 * @typedef {object} TableHooks
 * @property {(item: Case) => HTMLElement} detailOf
 * @property {(order: Order) => void} onSort
 * @property {(row: HTMLTableRowElement) => void} onOpen is called with the row of an opened example after it is added
 * to the page
 */

/** The table of examples: buttons in its head sort, buttons in its rows open an example. */
export class CaseTable {
  #data
  #table
  #detailOf
  #onSort
  #onOpen
  /** Visible columns: a row that spans more of them would add an empty column. */
  #columns = COLUMNS.length
  /** @type {Map<number, HTMLButtonElement>} by line */
  #openers = new Map()

  /**
   * @param {HTMLTableElement} table
   * @param {PageData} data
   * @param {TableHooks} hooks
   */
  constructor(table, data, { detailOf, onSort, onOpen }) {
    this.#table = table
    this.#data = data
    this.#detailOf = detailOf
    this.#onSort = onSort
    this.#onOpen = onOpen
  }

  /** @param {TableView} view */
  show({ cases, order, changeOfCase }) {
    this.#columns = COLUMNS.length + (changeOfCase === null ? 0 : 1)
    this.#showHead(order, changeOfCase !== null)
    this.#openers.clear()
    const rows = cases.map((item, index) => this.#row(item, `case-${index}`, changeOfCase))
    if (rows.length === 0) {
      rows.push(element('tr', {}, element('td', { colspan: this.#columns }, 'No example matches.')))
    }
    this.#table.tBodies[0]?.replaceChildren(...rows)
  }

  /**
   * Opens an example of this page and scrolls to it.
   * @param {number} line
   */
  open(line) {
    const button = this.#openers.get(line)
    if (button === undefined) return
    if (button.getAttribute('aria-expanded') !== 'true') button.click()
    button.scrollIntoView({ block: 'start' })
    button.focus({ preventScroll: true })
  }

  /**
   * Opens or closes all examples of this page.
   * @param {boolean} open
   */
  toggleAll(open) {
    for (const button of this.#openers.values()) {
      if ((button.getAttribute('aria-expanded') === 'true') !== open) button.click()
    }
  }

  /**
   * The head is created once, so that a pressed button keeps the focus.
   * @param {Order} order
   * @param {boolean} compared
   */
  #showHead(order, compared) {
    const head = this.#table.tHead
    if (head === null) return
    if (head.rows.length === 0) {
      head.append(
        element(
          'tr',
          {},
          ...COLUMNS.map(({ key, title, name }) =>
            element('th', { scope: 'col', class: name, 'data-key': key }, this.#sortButton(key, title)),
          ),
          element('th', { scope: 'col', class: 'change' }, 'Change'),
        ),
      )
    }
    this.#table.classList.toggle('compared', compared)
    for (const cell of head.querySelectorAll('th[data-key]')) {
      if (cell.getAttribute('data-key') !== order.key) cell.removeAttribute('aria-sort')
      else cell.setAttribute('aria-sort', order.descending ? 'descending' : 'ascending')
    }
  }

  /**
   * @param {SortKey} key
   * @param {string} title
   */
  #sortButton(key, title) {
    const button = element('button', { type: 'button', class: 'sort' }, title)
    button.addEventListener('click', () => {
      const now = button.closest('th')?.getAttribute('aria-sort')
      const descending = now == null ? DESCENDING_FIRST.includes(key) : now === 'ascending'
      this.#onSort({ key, descending })
    })
    return button
  }

  /**
   * @param {Case} item
   * @param {string} domId
   * @param {TableView['changeOfCase']} changeOfCase
   */
  #row(item, domId, changeOfCase) {
    const { status, id, line, schema, complexity, errorClass, f1: fieldF1, totalMs } = item
    const change = changeOfCase?.(item)
    const opener = element(
      'button',
      { type: 'button', class: 'open', 'aria-expanded': 'false', 'aria-controls': `${domId}-detail` },
      untrustedText(id),
    )
    this.#openers.set(line, opener)
    const row = element(
      'tr',
      { class: `case ${status}` },
      element('td', { class: 'state' }, badge(status, statusLabel(this.#data, status))),
      element(
        'th',
        { scope: 'row', class: 'id' },
        opener,
        item.critical && element('strong', { class: 'critical' }, ' critical'),
        // Shown on narrow screens in place of hidden columns.
        element('span', { class: 'narrow' }, untrustedText(`line ${line} · ${schema} · ${complexity}`)),
      ),
      element('td', { class: 'line number' }, integer(line)),
      element(
        'td',
        { class: 'schema' },
        untrustedText(schema),
        element('span', { class: 'aside' }, untrustedText(complexity)),
      ),
      element('td', { class: 'class' }, errorClass),
      element('td', { class: 'f1 number' }, fieldF1 === null ? NOT_MEASURED : f1(fieldF1)),
      element('td', { class: 'time number' }, duration(totalMs)),
      element(
        'td',
        { class: 'change' },
        change === undefined ? null : badge(`change-${change}`, CHANGES[change]),
      ),
    )
    opener.addEventListener('click', () => this.#toggle(row, opener, item, `${domId}-detail`))
    return row
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {HTMLButtonElement} opener
   * @param {Case} item
   * @param {string} domId
   */
  #toggle(row, opener, item, domId) {
    const open = opener.getAttribute('aria-expanded') !== 'true'
    opener.setAttribute('aria-expanded', String(open))
    if (open) {
      const cell = element('td', { colspan: this.#columns }, this.#detailOf(item))
      const detail = element('tr', { class: 'detail-row', id: domId }, cell)
      row.after(detail)
      this.#onOpen(detail)
    } else {
      document.getElementById(domId)?.remove()
    }
  }
}
