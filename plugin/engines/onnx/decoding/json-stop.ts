import { type ReasoningBlock, reasoningBlocks } from '../../../extraction/reasoning.ts'
import { ValueScanner } from '../../../extraction/value-scanner.ts'

/** A fence that was begun to be closed is waited for, so that the completion ends with a whole mark. */
const FENCE_MARKS = 3

/**
 * Watches a completion while it is written and says when it went on after its JSON value was complete. The value is that
 * of the lenient extraction, found by the same scanner, so that stopping here never changes which value is extracted; what
 * only the end of the text can decide is waited for. Within a block of reasoning there is no value. In linear time.
 *
 * An end marker of reasoning without a start makes what came before it reasoning. Models write one where the prompt ends
 * with the start marker: `opened` is then its block.
 */
export class JsonEnd {
  readonly #scanner: ValueScanner
  #after = false
  #marks = 0

  constructor(blocks: readonly ReasoningBlock[] = reasoningBlocks(), opened: ReasoningBlock | null = null) {
    this.#scanner = new ValueScanner(blocks, { opened })
  }

  /** Takes the next piece of text; true when something other than white space followed the complete value. */
  push(text: string): boolean {
    let following = text
    if (!this.#after) {
      this.#scanner.push(text)
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
