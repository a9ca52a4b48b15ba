/** Where an answer may begin with a value that is no object: at its very start, or at the start of a code fence. */
const AT_START = /(?:^|```[\w+#.-]*)\s*$/
/** How much of the text before a value is looked at for that. */
const LEAD = 64

/** A fence that was begun to be closed is waited for: half of its mark would be taken for part of the value. */
const FENCE_MARKS = 3

/**
 * Watches an answer as it is written and says when it went on after its JSON value was complete.
 *
 * The value is the first object in the text, or the array of objects that the text or a code fence in it begins with.
 * Braces that balance without being JSON do not count; the next object is then awaited. An answer that begins as a
 * string is not watched: its braces are none of an object's. So stopping here never changes which value lenient
 * extraction finds. In linear time.
 */
export class JsonEnd {
  #state: 'before' | 'value' | 'after' | 'never' = 'before'
  /** The end of the text before the value. */
  #lead = ''
  #value: string[] = []
  #open = '{'
  #close = '}'
  #depth = 0
  #hasObject = false
  #inString = false
  #escaped = false
  #marks = 0

  /** Takes the next piece of text; true when something other than white space followed the complete value. */
  push(text: string): boolean {
    for (const character of text) {
      if (this.#state === 'value') this.#inside(character)
      else if (this.#state === 'before') this.#before(character)
      else if (this.#state === 'after' && this.#follows(character)) return true
    }
    return false
  }

  #before(character: string): void {
    if (character === '{' || (character === '[' && AT_START.test(this.#lead))) {
      this.#state = 'value'
      this.#open = character
      this.#close = character === '{' ? '}' : ']'
      this.#hasObject = character === '{'
      this.#value = [character]
      this.#depth = 1
    } else if (character === '"' && this.#lead.trim() === '') {
      this.#state = 'never'
    }
    this.#lead = this.#lead.slice(-LEAD) + character
  }

  #inside(character: string): void {
    this.#value.push(character)
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (character === '\\') this.#escaped = true
      else if (character === '"') this.#inString = false
      return
    }
    if (character === '"') this.#inString = true
    if (character === '{') this.#hasObject = true
    // Brackets of the other kind must match as well, which parsing will tell.
    if (character === this.#open) this.#depth++
    else if (character === this.#close && --this.#depth === 0) {
      this.#state = this.#hasObject && isJson(this.#value.join('')) ? 'after' : 'before'
      this.#value = []
    }
  }

  #follows(character: string): boolean {
    if (character === '`' && ++this.#marks < FENCE_MARKS) return false
    return this.#marks > 0 || !/\s/.test(character)
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
