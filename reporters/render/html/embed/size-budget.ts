import { scriptJsonBytes } from './script-json.ts'

/**
 * The largest limit such that the sizes, each cut down to it, come to no more than the budget: the long ones give way,
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

/** The longest beginning of a text, in whole characters, that takes at most `bytes` as JSON in a script element. */
export function clipToBytes(text: string, bytes: number): string {
  // Every character takes a byte or more, so what is beyond that many cannot fit.
  if (text.length <= bytes && scriptJsonBytes(text) <= bytes) return text
  let low = 0
  let high = Math.min(text.length, Math.max(0, Math.floor(bytes)))
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (scriptJsonBytes(text.slice(0, middle)) <= bytes) low = middle
    else high = middle - 1
  }
  const last = text.charCodeAt(low - 1)
  const next = text.charCodeAt(low)
  const splitsPair = last >= 0xd800 && last <= 0xdbff && next >= 0xdc00 && next <= 0xdfff
  return text.slice(0, splitsPair ? low - 1 : low)
}
