import { type ReasoningBlock, reasoningBlocks } from '../../extraction/reasoning.ts'
import { ValueScanner } from '../../extraction/value-scanner.ts'

/** A closing code fence is generated to its end, so that the completion contains the whole fence. */
const FENCE_MARKS = 3

/**
 * Stop criterion `json_complete`: true at the first character after the complete JSON value. The value is that of the
 * lenient extraction, found by the same scanner, so that stopping never changes the extracted value. Text in a
 * reasoning block contains no value. Linear time.
 *
 * An end marker without a start makes the text before it reasoning. Models write one where the prompt ends with the
 * start marker: `opened` is then its block. A model that knows the end marker may also leave the start out: with
 * `waits`, a value counts only after a marker.
 */
export class JsonStopCriterion {
  readonly #scanner: ValueScanner
  readonly #waits: boolean
  #after = false
  #marks = 0

  constructor(
    blocks: readonly ReasoningBlock[] = reasoningBlocks(),
    opened: ReasoningBlock | null = null,
    waits = false,
  ) {
    this.#scanner = new ValueScanner(blocks, { opened })
    this.#waits = waits && opened === null
  }

  /** Takes the next piece of text; true when something other than white space follows the complete value. */
  push(text: string): boolean {
    let following = text
    if (!this.#after) {
      this.#scanner.push(text)
      while (this.#waits && this.#scanner.found && !this.#scanner.marked) this.#scanner.resume()
      if (!this.#scanner.found) return false
      this.#after = true
      following = this.#scanner.rest
    }
    for (const character of following) if (this.#follows(character)) return true
    return false
  }

  #follows(character: string): boolean {
    if (character === '`' && ++this.#marks < FENCE_MARKS) return false
    return this.#marks > 0 || !/\s/.test(character)
  }
}
