/** @import { Case } from './case-data.js' */

/** Milliseconds of a slice of preparation. */
const SLICE = 8

/**
 * The words that a text must contain, in lower case; a text in double quotes is one word.
 * @param {string} query
 * @returns {string[]}
 */
export function searchWords(query) {
  return Array.from(query.matchAll(/"([^"]+)"?|[^\s"]+/g), ([word, quoted]) => (quoted ?? word).toLowerCase())
}

/** Full-text search over examples. A text of several examples is converted to lower case and searched once. */
export class CaseSearch {
  /** @type {readonly string[]} */
  #texts
  /** @type {(string | undefined)[]} */
  #lowered
  /** @type {WeakMap<Case, string>} */
  #names = new WeakMap()

  /** @param {readonly string[]} texts the page's table */
  constructor(texts) {
    this.#texts = texts
    this.#lowered = new Array(texts.length)
  }

  /**
   * Prepares the search of these examples, so that the first search is as fast as the next. It works in slices, between
   * which the browser handles events.
   * @param {readonly Case[]} cases
   * @param {number} [from]
   */
  prepare(cases, from = 0) {
    const end = performance.now() + SLICE
    let index = from
    while (index < cases.length && performance.now() < end) {
      const item = cases[index++]
      if (item === undefined) continue
      this.#nameText(item)
      for (const ref of [item.prompt, item.expected, item.output]) this.#lower(ref)
    }
    if (index < cases.length) setTimeout(() => this.prepare(cases, index))
  }

  /**
   * Finds the examples that contain every word, each anywhere: in prompt, output, expected value, names or paths.
   * @param {readonly string[]} words lower case
   * @returns {(item: Case) => boolean}
   */
  matcher(words) {
    const inTexts = words.map((word) => this.#textMatcher(word))
    return (item) =>
      words.every((word, index) => {
        if (this.#nameText(item).includes(word)) return true
        const inText = inTexts[index]
        return inText !== undefined && (inText(item.prompt) || inText(item.output) || inText(item.expected))
      })
  }

  /**
   * Whether a text contains the word. The result for a text is cached.
   * @param {string} word
   * @returns {(ref: number) => boolean}
   */
  #textMatcher(word) {
    const [unknown, no, yes] = [0, 1, 2]
    const known = new Uint8Array(this.#texts.length)
    return (ref) => {
      if (ref < 0) return false
      if (known[ref] === unknown) known[ref] = this.#lower(ref).includes(word) ? yes : no
      return known[ref] === yes
    }
  }

  /** @param {number} ref */
  #lower(ref) {
    if (ref < 0) return ''
    let text = this.#lowered[ref]
    if (text === undefined) {
      text = (this.#texts[ref] ?? '').toLowerCase()
      this.#lowered[ref] = text
    }
    return text
  }

  /** @param {Case} item */
  #nameText(item) {
    let text = this.#names.get(item)
    if (text === undefined) {
      const { differences = [], failure = '', assertion } = item.detail
      const paths = differences.map(([path]) => path)
      text = [item.id, item.schema, item.errorClass, ...paths, failure, assertion?.[1] ?? '']
        .join('\n')
        .toLowerCase()
      this.#names.set(item, text)
    }
    return text
  }
}
