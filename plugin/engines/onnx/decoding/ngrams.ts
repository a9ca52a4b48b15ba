/** Larger than any token or number of n-grams of a sequence; the square is an exact double. */
const RADIX = 2 ** 26

/** Numbers the n-grams of a growing list of tokens, of two tokens and more: equal n-grams have one number. */
export class NGrams {
  /** The number of each n-gram, by the number of its first n − 1 tokens (of one token itself) and its last token. */
  readonly #numbers: readonly Map<number, number>[]
  /** Of the end of the list: its last token, the number of its last two tokens, and so on. */
  #ends: number[] = []
  #count = 0

  /** @param longest tokens of the longest n-grams */
  constructor(longest: number) {
    this.#numbers = Array.from({ length: longest - 1 }, () => new Map())
  }

  push(token: number): void {
    const ends = [token]
    for (const [index, numbers] of this.#numbers.entries()) {
      const before = this.#ends[index]
      if (before === undefined) break
      const key = before * RADIX + token
      let number = numbers.get(key)
      if (number === undefined) {
        number = this.#count++
        numbers.set(key, number)
      }
      ends.push(number)
    }
    this.#ends = ends
  }

  /** The number of the last `length` tokens, at least two; null when there are fewer. */
  last(length: number): number | null {
    return this.#ends[length - 1] ?? null
  }
}
