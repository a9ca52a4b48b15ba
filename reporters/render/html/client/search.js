/** @import { Case } from './case-data.js' */

/**
 * The words that a text must contain, in lower case; what stands in double quotes is one word.
 * @param {string} query
 * @returns {string[]}
 */
export function searchWords(query) {
  return Array.from(query.matchAll(/"([^"]+)"?|[^\s"]+/g), ([word, quoted]) => (quoted ?? word).toLowerCase())
}

/** Full-text search over examples; a text that many examples share is lowered and searched once. */
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
   * Prepares texts until the time is over, so that the first search is as fast as the next.
   * @param {number} from index of the first text to prepare
   * @param {() => boolean} more false when the time is over
   * @returns {number} index of the first text that is not prepared
   */
  prepare(from, more) {
    let index = from
    while (index < this.#texts.length && more()) this.#lower(index++)
    return index
  }

  /**
   * Finds the examples that contain every word, each anywhere: in prompt, answer, expected value, names or paths.
   * @param {readonly string[]} words lower case
   * @returns {(item: Case) => boolean}
   */
  matcher(words) {
    /** @type {Map<string, Map<number, boolean>>} */
    const found = new Map(words.map((word) => [word, new Map()]))
    return (item) =>
      words.every((word) => {
        if (this.#nameText(item).includes(word)) return true
        const known = found.get(word)
        return [item.prompt, item.answer, item.expected].some((ref) => {
          let hit = known?.get(ref)
          if (hit === undefined) {
            hit = this.#lower(ref).includes(word)
            known?.set(ref, hit)
          }
          return hit
        })
      })
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
