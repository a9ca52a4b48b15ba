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
