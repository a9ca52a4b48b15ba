/** Where an answer may begin with a value that is no object: at its very start, or at the start of a code fence. */
const AT_START = /(?:^|```[\w+#.-]*)\s*$/
/** How much of the text before a value is looked at for that. */
const LEAD = 64

type State = 'before' | 'string' | 'value' | 'after'

/**
 * Watches an answer as it is written and says when it went on after its JSON value was complete.
 *
 * The value is the first object in the text, or the array that the text or a code fence in it begins with. Braces
 * that balance without being JSON do not count; the next object is then awaited. So stopping here never changes what
 * the first complete object of the whole answer is. In linear time.
 */
export class JsonEnd {
  #state: State = 'before'
  /** The end of the text before the value. */
  #lead = ''
  #value: string[] = []
  #open = '{'
  #close = '}'
  #depth = 0
  #inString = false
  #escaped = false

  /** Takes the next piece of text; true when something other than white space followed the complete value. */
  push(text: string): boolean {
    for (const character of text) {
      if (this.#state === 'value') this.#inside(character)
      else if (this.#state === 'string') this.#skip(character)
      else if (this.#state === 'before') this.#before(character)
      else if (!/\s/.test(character)) return true
    }
    return false
  }

  #before(character: string): void {
    if (character === '{' || (character === '[' && AT_START.test(this.#lead))) {
      this.#state = 'value'
      this.#open = character
      this.#close = character === '{' ? '}' : ']'
      this.#value = [character]
      this.#depth = 1
      this.#lead = '…'
      return
    }
    // An answer that is a JSON string may hold braces, and they are none of an object's.
    if (character === '"' && AT_START.test(this.#lead)) this.#state = 'string'
    this.#lead = this.#lead.slice(-LEAD) + character
  }

  #skip(character: string): void {
    if (this.#endsString(character)) this.#state = 'before'
  }

  #inside(character: string): void {
    this.#value.push(character)
    if (this.#inString) {
      if (this.#endsString(character)) this.#inString = false
    } else if (character === '"') this.#inString = true
    else if (character === this.#open) this.#depth++
    // Brackets of the other kind must match as well, which parsing will tell.
    else if (character === this.#close && --this.#depth === 0) {
      this.#state = isJson(this.#value.join('')) ? 'after' : 'before'
      this.#value = []
    }
  }

  #endsString(character: string): boolean {
    if (this.#escaped) this.#escaped = false
    else if (character === '\\') this.#escaped = true
    else return character === '"'
    return false
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // The parser's verdict is the answer; there is nothing to report.
    return false
  }
}
