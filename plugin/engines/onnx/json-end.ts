/**
 * Watches an answer as it is written and says when it went on after its JSON value was complete.
 *
 * The value is the first object in the text, or the array that the text begins with (a code fence before it aside).
 * Braces that balance without being JSON do not count; the next object is then awaited. So stopping here never takes
 * away the first complete object of what the model would have written.
 */
export class JsonEnd {
  #state: 'before' | 'inside' | 'after' = 'before'
  /** Text before the value while an array may still begin the answer; null when none can any more. */
  #lead: string | null = ''
  #value = ''
  #depth = 0
  #inString = false
  #escaped = false

  /** Takes the next piece of text; true when something other than white space followed the complete value. */
  push(text: string): boolean {
    for (const character of text) {
      if (this.#state === 'inside') this.#inside(character)
      else if (this.#state === 'before') this.#before(character)
      else if (!/\s/.test(character)) return true
    }
    return false
  }

  #before(character: string): void {
    if (
      character === '{' ||
      (character === '[' && this.#lead !== null && /^\s*(?:```\w*\s*)?$/.test(this.#lead))
    ) {
      this.#state = 'inside'
      this.#lead = null
      this.#value = character
      this.#depth = 1
      return
    }
    if (this.#lead !== null) this.#lead = this.#lead.length < 64 ? this.#lead + character : null
  }

  #inside(character: string): void {
    this.#value += character
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (character === '\\') this.#escaped = true
      else if (character === '"') this.#inString = false
      return
    }
    if (character === '"') this.#inString = true
    else if (character === '{' || character === '[') this.#depth++
    else if ((character === '}' || character === ']') && --this.#depth === 0) {
      this.#state = isJson(this.#value) ? 'after' : 'before'
      this.#value = ''
    }
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
