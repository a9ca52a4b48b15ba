/** At most so many tokens wait for the rest of a character; more are bytes that belong to none. */
const LONGEST_WAIT = 8

/**
 * Text of tokens as they come, in constant time a token. A character may be spread over several tokens; its text
 * comes with the last of them. The pieces together are for watching an answer only: what is reported is decoded
 * from all tokens at the end.
 */
export class TextStream {
  readonly #decode: (ids: readonly number[]) => string
  readonly #ids: number[] = []
  /** Tokens already told, kept as context: many decoders treat the first token of a list in another way. */
  #told = 0

  constructor(decode: (ids: readonly number[]) => string) {
    this.#decode = decode
  }

  /** The text that is complete with this token and was not told before. */
  push(id: number): string {
    this.#ids.push(id)
    const before = this.#decode(this.#ids.slice(0, this.#told))
    const now = this.#decode(this.#ids)
    if (now.endsWith('\uFFFD') && this.#ids.length - this.#told < LONGEST_WAIT) return ''
    this.#ids.splice(0, this.#told)
    this.#told = this.#ids.length
    return now.slice(before.length)
  }
}
