import { scriptJsonBytes } from './script-json.ts'

/**
 * The largest limit such that the sizes, each cut down to it, are no more than the budget: the long ones are cut,
 * the short ones stay whole. Infinity when everything fits.
 */
export function commonLimit(sizes: readonly number[], budget: number): number {
  const sorted = Float64Array.from(sizes).sort()
  let left = budget
  for (let i = 0; i < sorted.length; i++) {
    const size = sorted[i] ?? 0
    const share = left / (sorted.length - i)
    if (size > share) return Math.max(0, Math.floor(share))
    left -= size
  }
  return Number.POSITIVE_INFINITY
}

/** The longest prefix of a text, in whole characters, that takes at most `bytes` as JSON in a script element. */
export function clipToBytes(text: string, bytes: number): string {
  // The quotes of the JSON string.
  let left = bytes - 2
  let end = 0
  for (const char of text) {
    left -= charBytes(char)
    if (left < 0) return text.slice(0, end)
    end += char.length
  }
  return text
}

/** Bytes of one character as `scriptJson` writes it. */
function charBytes(char: string): number {
  const code = char.codePointAt(0) ?? 0
  if (code >= 0x20 && code < 0x7f) return char === '"' || char === '\\' ? 2 : char === '<' ? 6 : 1
  return scriptJsonBytes(char) - 2
}
