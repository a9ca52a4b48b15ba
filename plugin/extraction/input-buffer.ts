const HIGH_SURROGATE_AT_END = /[\ud800-\udbff]$/

/** The text of a completion that arrives in pieces: what is not consumed yet, and at least one character before it. */
export class InputBuffer {
  /** Offset in `text` of the first character that is not consumed. */
  at = 0
  #text = ''
  /** Offset of `#text` in the whole text. */
  #base = 0
  /** The first half of a surrogate pair whose second half comes with the next piece. */
  #highSurrogate = ''

  get text(): string {
    return this.#text
  }

  /** True when every character is consumed, but for half a surrogate pair. */
  get isEmpty(): boolean {
    return this.at >= this.#text.length
  }

  /** Offset in the whole text of the first character that is not consumed. */
  get position(): number {
    return this.#base + this.at
  }

  /** The text that is not consumed. */
  get rest(): string {
    return this.#text.slice(this.at) + this.#highSurrogate
  }

  /** Appends a piece and drops what is consumed. `final`: the text ends with the piece. */
  push(piece: string, final: boolean): void {
    let text = this.#highSurrogate + piece
    this.#highSurrogate = ''
    if (!final && HIGH_SURROGATE_AT_END.test(text)) {
      this.#highSurrogate = text.slice(-1)
      text = text.slice(0, -1)
    }
    const dropped = Math.max(0, this.at - 1)
    this.#text = this.#text.slice(dropped) + text
    this.at -= dropped
    this.#base += dropped
  }

  /** At most `count` of the characters that come next. They are not consumed. */
  peek(count: number): string {
    return this.#text.slice(this.at, this.at + count)
  }

  /** Consumes up to the offset `end` in `text`, by default to its end, and returns the consumed characters. */
  take(end: number = this.#text.length): string {
    const taken = this.#text.slice(this.at, end)
    this.at = end
    return taken
  }

  /** Makes `tail`, the last consumed characters, unconsumed again. They may begin before the buffer. */
  putBack(tail: string): void {
    const back = tail.length
    if (back > this.at) {
      this.#base += this.at - back
      this.#text = tail + this.#text.slice(this.at)
      this.at = 0
    } else this.at -= back
  }
}
