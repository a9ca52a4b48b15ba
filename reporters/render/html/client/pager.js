import { element } from './dom.js'
import { integer } from './format.js'

/** Examples on a page; a browser lays out this many quickly. */
export const PAGE_SIZE = 50

/** Buttons for pages. They are created once and keep the focus; buttons without a target are marked as disabled. */
export class Pager {
  #buttons
  #place = element('span', {})
  #page = 0
  #pages = 1

  /**
   * @param {HTMLElement} host
   * @param {(page: number) => void} onTurn
   */
  constructor(host, onTurn) {
    const turn = (/** @type {() => number} */ target) => () => {
      const page = Math.min(this.#pages - 1, Math.max(0, target()))
      if (page !== this.#page) onTurn(page)
    }
    this.#buttons = {
      first: button(
        'First',
        turn(() => 0),
      ),
      previous: button(
        'Previous',
        turn(() => this.#page - 1),
      ),
      next: button(
        'Next',
        turn(() => this.#page + 1),
      ),
      last: button(
        'Last',
        turn(() => this.#pages - 1),
      ),
    }
    const { first, previous, next, last } = this.#buttons
    host.replaceChildren(first, previous, this.#place, next, last)
  }

  /**
   * @param {number} page from 0
   * @param {number} count of all examples that match
   */
  show(page, count) {
    this.#page = page
    this.#pages = Math.max(1, Math.ceil(count / PAGE_SIZE))
    this.#place.textContent = `Page ${integer(page + 1)} of ${integer(this.#pages)}`
    const { first, previous, next, last } = this.#buttons
    for (const each of [first, previous]) each.setAttribute('aria-disabled', String(page === 0))
    for (const each of [next, last]) each.setAttribute('aria-disabled', String(page >= this.#pages - 1))
  }
}

/**
 * @param {string} title
 * @param {() => void} onClick
 */
function button(title, onClick) {
  const made = element('button', { type: 'button' }, title)
  made.addEventListener('click', onClick)
  return made
}
