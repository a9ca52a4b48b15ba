import { afterEnd, knownBlocks, openedBlock, type ReasoningBlock } from '../../../extraction/reasoning.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import { JsonStopCriterion } from '../../contract/json-stop-criterion.ts'

/**
 * The stop criterion `json_complete` on a stream. The text ends with the character that follows the value, however the server
 * groups tokens.
 *
 * The chat template of a server is not known: it may open a block of reasoning whose start is in no text. So a completion is
 * ended only where nothing but white space, a code fence or a whole block of reasoning comes before its value. Others run to
 * their end.
 */
export class StreamStop {
  readonly #criterion: JsonStopCriterion
  readonly #blocks: readonly ReasoningBlock[]
  readonly #opened: ReasoningBlock | null
  #text = ''
  #isOff = false

  /** @param opened start marker of a block of reasoning that the prompt opened */
  constructor({ reasoning }: Pick<CompletionRequest, 'reasoning'>, opened: string | undefined) {
    this.#blocks = knownBlocks(reasoning)
    this.#opened = openedBlock(reasoning, opened)
    this.#criterion = new JsonStopCriterion(this.#blocks, this.#opened)
  }

  /** Takes the next piece of text. Returns the length of the text up to the stop; null while there is none. */
  push(piece: string): number | null {
    if (this.#isOff) return null
    for (const character of piece) {
      this.#text += character
      if (!this.#criterion.push(character)) continue
      if (this.#startsWithValue()) return this.#text.length
      this.#isOff = true
      return null
    }
    return null
  }

  #startsWithValue(): boolean {
    let rest = this.#text
    const block =
      this.#opened ??
      this.#blocks.find(({ start }) => start !== '' && rest.trimStart().startsWith(start.trim()))
    if (block !== undefined) {
      const end = afterEnd(rest, 0, block)
      if (end === -1) return false
      rest = rest.slice(end)
    }
    return /^\s*(?:```\w*\s*)?[{[]/.test(rest)
  }
}
