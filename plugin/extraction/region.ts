const CLOSERS: Readonly<Record<string, string>> = {
  '“': '”',
  '„': '“',
  '‘': '’',
  '‚': '‘',
  '«': '»',
  '‹': '›',
  '「': '」',
}
/** Quotation marks that JSON does not use. They begin a string only where a key or value may begin. */
const OTHER_QUOTES = /['`“”„‟‘’‚‛«»‹›「」＂＇]/
const BEFORE_A_VALUE = '{[,:('

/**
 * Finds the bracket that closes an attempted object or list, character by character. For valid JSON that is
 * the end of the value. Otherwise it is the most likely end: strings in other quotation marks and comments
 * are skipped too, and only brackets of the same kind are counted. Linear time, independent of how the text
 * is split into pieces.
 */
export class Region {
  readonly #open: string
  readonly #close: string
  /** Offsets of the open brackets of the same kind, counted from the start of the region. */
  #unclosed: number[] = []
  #offset = 0
  #quote = ''
  #escaped = false
  #comment: 'line' | 'block' | null = null
  /** The last characters: the last one, the one before it, and the last one that is not white space. */
  #previous = ''
  #earlier = ''
  #significant = ''

  constructor(open: string) {
    this.#open = open
    this.#close = open === '{' ? '}' : ']'
  }

  get unclosed(): readonly number[] {
    return this.#unclosed
  }

  /** Continues after a region whose end turned out to be wrong. */
  reopen(): void {
    this.#unclosed = [-1]
  }

  /**
   * Reads text up to the closing bracket. Returns the offset after it, or -1 if the text does not contain it.
   */
  take(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      this.#character(text[at] ?? '')
      this.#offset += 1
      if (this.#unclosed.length === 0) return at + 1
    }
    return -1
  }

  #character(character: string): void {
    if (this.#comment !== null) this.#inComment(character)
    else if (this.#quote !== '') this.#inString(character)
    else this.#outside(character)
    this.#earlier = this.#previous
    this.#previous = character
  }

  #inComment(character: string): void {
    if (this.#comment === 'line' ? character === '\n' : this.#previous === '*' && character === '/')
      this.#comment = null
  }

  #inString(character: string): void {
    if (this.#quote === '\\"') {
      // A string whose quotation marks are themselves escaped.
      if (character === '"' && this.#previous === '\\') this.#quote = ''
    } else if (this.#escaped) this.#escaped = false
    else if (character === '\\') this.#escaped = true
    else if (character === this.#quote) this.#quote = ''
    if (this.#quote === '') this.#significant = '"'
  }

  #outside(character: string): void {
    if (character === '"') this.#quote = this.#previous === '\\' ? '\\"' : '"'
    else if (character === this.#open) this.#unclosed.push(this.#offset)
    else if (character === this.#close) this.#unclosed.pop()
    else if (this.#beginsComment(character)) this.#comment = character === '*' ? 'block' : 'line'
    else if (OTHER_QUOTES.test(character) && BEFORE_A_VALUE.includes(this.#significant || '('))
      this.#quote = CLOSERS[character] ?? character
    if (character.trim() !== '' && character !== '\\') this.#significant = character
  }

  #beginsComment(character: string): boolean {
    if (character === '#') return this.#previous === '' || /[\s{[,]/.test(this.#previous)
    if (this.#previous !== '/') return false
    // The slashes of an unquoted URL do not begin a comment.
    return character === '*' || (character === '/' && this.#earlier !== ':')
  }
}
