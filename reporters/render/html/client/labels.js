/** @import { PageData } from '../page-data.ts' */
/** @import { Change } from './case-data.js' */
import { element } from './dom.js'

/** @type {Readonly<Record<Change, { mark: string, word: string }>>} */
export const CHANGES = {
  lost: { mark: '✕', word: 'lost' },
  gained: { mark: '↑', word: 'gained' },
  changed: { mark: '≠', word: 'output changed' },
  same: { mark: '=', word: 'same output' },
  unpaired: { mark: '–', word: 'not compared' },
}

/**
 * A mark and a word; the mark is hidden from screen readers.
 * @param {string} name class of its colour
 * @param {{ mark: string, word: string }} label
 */
export function badge(name, { mark, word }) {
  return element(
    'span',
    { class: `status ${name}` },
    element('span', { 'aria-hidden': 'true' }, mark),
    ` ${word}`,
  )
}

/**
 * @param {PageData} data
 * @param {string} status
 * @returns {{ mark: string, word: string }}
 */
export function statusLabel(data, status) {
  const [, mark = '', word = status] = data.statuses.find(([name]) => name === status) ?? []
  return { mark, word }
}
