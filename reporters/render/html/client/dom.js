import { visiblePieces } from './visible-text.js'

/** @typedef {Node | string | null | false} Child */

/**
 * An element. Children that are strings become text, never markup.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, string | number | boolean | null>>} [attributes] null and false are left out
 * @param {readonly Child[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(key, value === true ? '' : String(value))
  }
  for (const child of children) if (child !== null && child !== false) node.append(child)
  return node
}

/**
 * A text from a model or a dataset, hidden characters visible.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function untrustedText(text) {
  const fragment = document.createDocumentFragment()
  for (const piece of visiblePieces(text)) {
    fragment.append(piece.hidden ? element('span', { class: 'control' }, piece.text) : piece.text)
  }
  return fragment
}

/**
 * An element of the rendered page.
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function required(selector, type) {
  const found = document.querySelector(selector)
  if (!(found instanceof type)) throw new Error(`this page has no ${selector}`)
  return found
}
