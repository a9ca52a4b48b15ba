/** Tokens that may wait for the rest of a character; more are invalid bytes. */
const LONGEST_WAIT = 8

/**
 * Incremental detokenization in constant time per token. A character may span several tokens; its text comes with the
 * last of them. For stop criteria only: the completion's text is decoded from all tokens at the end.
 */
export class Detokenizer {
  readonly #decode: (ids: readonly number[]) => string
  readonly #ids: number[] = []
  /** Tokens already decoded, kept as context: many decoders treat the first token of a list differently. */
  #decoded = 0

  constructor(decode: (ids: readonly number[]) => string) {
    this.#decode = decode
  }

  /** The text that this token completes. */
  push(id: number): string {
    this.#ids.push(id)
    const before = this.#decode(this.#ids.slice(0, this.#decoded))
    const now = this.#decode(this.#ids)
    if (now.endsWith('\uFFFD') && this.#ids.length - this.#decoded < LONGEST_WAIT) return ''
    this.#ids.splice(0, this.#decoded)
    this.#decoded = this.#ids.length
    return now.slice(before.length)
  }
}
