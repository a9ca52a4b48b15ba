const FENCE_MARKS = 3
const INFO_WORD = /[\w+#.-]/
const SCALAR_WORD = /^(?:true|false|null|-?\d.*)$/

/**
 * The position of the scan in the prose of a completion. It decides whether a list or scalar there may be the
 * value.
 */
export class Place {
  #where: 'start' | 'line' | 'colon' | 'text' = 'start'
  #blank: boolean
  #inFence = false
  #ticks = 0
  #word: string | null = null
  #opened = false
  #scalar = false

  /** `blank`: only white space and reasoning came before. */
  constructor(blank = true) {
    this.#blank = blank
  }

  get blank(): boolean {
    return this.#blank
  }

  /** True when the last character opened a code fence. */
  get fenceOpened(): boolean {
    return this.#opened
  }

  /** True when the whole text or the whole content of a fence may be a scalar. */
  get mayBeScalar(): boolean {
    return this.#scalar
  }

  /** True in the info string of a fence, where the value may follow without a space. */
  get info(): boolean {
    return this.#word !== null
  }

  /** True at the start of the text, of a fence, of a line, or after a colon. */
  get mayBeginValue(): boolean {
    return this.#where !== 'text'
  }

  get isLineStart(): boolean {
    return this.#where === 'line'
  }

  /** Continues the prose after something else. */
  text(): void {
    this.#where = 'text'
    this.#blank = false
    this.#ticks = 0
    this.#word = null
    this.#opened = false
  }

  push(character: string): void {
    this.#opened = false
    if (character === '`') {
      this.#tick()
      return
    }
    this.#ticks = 0
    if (this.#word !== null) {
      if (INFO_WORD.test(character)) {
        this.#word += character
        return
      }
      this.#endInfo()
    }
    if (character.trim() === '') {
      if (character === '\n' && this.#where === 'text') this.#where = 'line'
      return
    }
    if (this.#where === 'start' && ((this.#inFence && /["\d\-tfn]/.test(character)) || character === '"'))
      this.#scalar ||= this.#inFence || this.#blank
    this.#where = character === ':' ? 'colon' : 'text'
    this.#blank = false
  }

  #tick(): void {
    this.#ticks += 1
    this.#blank = false
    // A longer fence is one marker.
    if (this.#ticks > FENCE_MARKS) return
    this.#endInfo()
    if (this.#ticks < FENCE_MARKS) {
      this.#where = 'text'
      return
    }
    this.#inFence = !this.#inFence
    this.#opened = this.#inFence
    this.#where = this.#inFence ? 'start' : 'text'
    this.#word = this.#inFence ? '' : null
  }

  #endInfo(): void {
    if (this.#word !== null && SCALAR_WORD.test(this.#word)) this.#scalar = true
    this.#word = null
  }
}
