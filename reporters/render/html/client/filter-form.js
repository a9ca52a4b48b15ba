/** @import { ListState } from './address.js' */
import { element } from './dom.js'
import { integer } from './format.js'
import { oneLine } from './visible-text.js'

/**
 * @typedef {object} Choice
 * @property {string} value
 * @property {string} label
 * @property {number | null} count
 */

/** The form above the list. It reads and writes its fields and does not interpret them. */
export class FilterForm {
  #form

  /**
   * @param {HTMLFormElement} form
   * @param {() => void} onChange
   */
  constructor(form, onChange) {
    this.#form = form
    form.addEventListener('input', onChange)
    form.addEventListener('submit', (event) => event.preventDefault())
    // The fields have their new values only after the event.
    form.addEventListener('reset', () => setTimeout(onChange))
  }

  /**
   * Fills a select; a chosen value that is no longer offered is removed.
   * @param {string} name
   * @param {string | null} all label of the empty choice; null where there must be one
   * @param {readonly Choice[]} choices
   */
  offer(name, all, choices) {
    const select = this.#form.elements.namedItem(name)
    if (!(select instanceof HTMLSelectElement)) return
    const { value } = select
    const options = choices.map((choice) => {
      const count = choice.count === null ? '' : ` (${integer(choice.count)})`
      return element('option', { value: choice.value }, `${oneLine(choice.label)}${count}`)
    })
    if (all !== null) options.unshift(element('option', { value: '' }, all))
    select.replaceChildren(...options)
    select.value = value
    if (select.selectedIndex < 0) select.selectedIndex = 0
    const field = select.parentElement
    // A filter with one choice has no effect.
    if (field !== null && all !== null) field.hidden = choices.length < 2 && select.value === ''
  }

  /** @returns {ListState} */
  read() {
    /** @type {ListState} */
    const state = {}
    for (const field of this.#form.elements) {
      if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement)
        state[field.name] = field.value
    }
    return state
  }

  /** @param {ListState} state */
  write(state) {
    for (const [name, value] of Object.entries(state)) {
      const field = this.#form.elements.namedItem(name)
      if (field instanceof HTMLInputElement) field.value = value
      if (!(field instanceof HTMLSelectElement)) continue
      field.value = value
      if (field.selectedIndex < 0) field.selectedIndex = 0
    }
  }
}
