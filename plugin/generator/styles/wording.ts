/** `unit_price` as the benchmark writes it in a prompt, `Unit Price`: Python's `str.title()` of the spaced key. */
export function titleCaseKey(key: string): string {
  return keyWords(key).replace(
    /[A-Za-z]+/g,
    (run) => run.slice(0, 1).toUpperCase() + run.slice(1).toLowerCase(),
  )
}

/** `unit_price` in words: `unit price`. */
export function keyWords(key: string): string {
  return key.replaceAll('_', ' ')
}

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
]
const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** `first`, `second`, … from index 0; `11th` and so on beyond ten. */
export function ordinal(index: number): string {
  const fixed = ordinals[index]
  if (fixed !== undefined) return fixed
  const number = index + 1
  const last = number % 100 >= 11 && number % 100 <= 13 ? 0 : number % 10
  return `${number}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`
}

/** `one` to `ten`, digits beyond. */
export function countWord(count: number): string {
  return numbers[count - 1] ?? String(count)
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['diagnoses', 'diagnosis'],
  ['status_history', 'status history entry'],
  ['campaign_performance', 'campaign performance entry'],
  ['category_breakdown', 'category breakdown entry'],
  ['alerts_generated', 'alert generated'],
])

/** One item of a list in words: `line_items` is made of a `line item`. */
export function itemWords(key: string): string {
  const known = irregular.get(key)
  if (known !== undefined) return known
  const words = keyWords(key)
  if (/ies$/.test(words)) return words.replace(/ies$/, 'y')
  if (/[^s]s$/.test(words)) return words.slice(0, -1)
  return `${words} entry`
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/**
 * A string that needs no quotes in running text: no space, and no punctuation at its end that could belong to
 * the sentence.
 */
const bare = /^[\p{L}\p{N}+#@(](?:[\p{L}\p{N}_.:@+/#()'’-]*[\p{L}\p{N}_+#)])?$/u

const pairs: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['«', '»'],
  ['`', '`'],
]

/** True if the string may be written without quotes. */
export function isBare(text: string): boolean {
  return bare.test(text)
}

/**
 * The string in the first kind of quotation marks that it does not contain; null if it contains all of them.
 */
export function quote(text: string): string | null {
  const pair = pairs.find(([open, close]) => !text.includes(open) && !text.includes(close))
  return pair ? `${pair[0]}${text}${pair[1]}` : null
}
