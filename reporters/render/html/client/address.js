/**
 * What the list shows, as the address keeps it: filters, search, runs, and the example that is open.
 * @typedef {Record<string, string>} ListState
 */

const KEYS = ['run', 'with', 'change', 'status', 'errorClass', 'complexity', 'schema', 'source', 'q', 'line']

/**
 * Null when the address names a place in the page, or nothing.
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
