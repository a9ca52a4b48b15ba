/**
 * The state of the list in the address of the page: filters, search, runs, and the open example.
 * @typedef {Record<string, string>} ListState
 */

const KEYS = ['run', 'with', 'change', 'status', 'errorClass', 'complexity', 'schema', 'source', 'q', 'line']

/**
 * Null when the address has another fragment, or none.
 * @param {string} hash
 * @returns {ListState | null}
 */
export function readAddress(hash) {
  if (!hash.includes('=')) return null
  const query = new URLSearchParams(hash.replace(/^#/, ''))
  return Object.fromEntries(KEYS.map((key) => [key, query.get(key) ?? '']))
}

/**
 * @param {ListState} state
 * @returns {string}
 */
export function writeAddress(state) {
  const query = new URLSearchParams()
  for (const key of KEYS) {
    const value = state[key]
    if (value) query.set(key, value)
  }
  return `#${query}`
}
