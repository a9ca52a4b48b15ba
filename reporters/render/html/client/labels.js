/** @import { PageData } from '../page-data.ts' */
/** @import { Change } from './case-data.js' */
import { element } from './dom.js'

/** @type {Readonly<Record<Change, { mark: string, word: string }>>} */
export const CHANGES = {
  lost: { mark: '✕', word: 'lost' },
  won: { mark: '↑', word: 'won' },
  changed: { mark: '≠', word: 'answer changed' },
  same: { mark: '=', word: 'same answer' },
  unpaired: { mark: '–', word: 'not compared' },
}

/**
 * A mark and a word; the mark is for the eye alone.
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

/** @param {number} count */
export const integer = (count) => count.toLocaleString('en-US')

/**
 * FieldF1; the page's data never rounds a value below 1 up.
 * @param {number} value
 */
export const f1Text = (value) => (value === 1 ? '1' : (Math.floor(value * 1000) / 1000).toFixed(3))

/** @param {number} ms */
export function durationText(ms) {
  if (ms < 100) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
