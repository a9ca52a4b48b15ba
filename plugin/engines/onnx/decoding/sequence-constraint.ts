import { EdgejsonError } from '../../../core/errors.ts'
import type { OutputConstraint } from '../../../records/constraint.ts'
import { grammarOf } from '../../constraint/request-grammar.ts'
import type { TokenConstraint, TokenGrammars } from '../../constraint/token-grammar.ts'
import { maskedArgmax } from './argmax.ts'
import type { ForcedTokens } from './forced-tokens.ts'
import type { NextTokens } from './next-tokens.ts'

/** What constrained decoding needs from a loaded model. */
export interface ConstraintConfig {
  readonly grammars: TokenGrammars
  /** An EOS token; a grammar accepts it where the output may end. */
  readonly endToken: number
  /** Tokens of texts that a grammar forces. */
  readonly forced: ForcedTokens
}

/**
 * The constraint of one sequence: chooses the most likely allowed token, writes forced text as tokens, and checks draft
 * tokens. All of it depends on the sequence's own tokens only.
 */
export class SequenceConstraint {
  readonly #constraint: TokenConstraint
  readonly #forced: ForcedTokens
  readonly #endToken: number

  private constructor(constraint: TokenConstraint, { forced, endToken }: ConstraintConfig) {
    this.#constraint = constraint
    this.#forced = forced
    this.#endToken = endToken
  }

  static async open(config: ConstraintConfig, constraint: OutputConstraint): Promise<SequenceConstraint> {
    return new SequenceConstraint(await config.grammars.open(grammarOf(constraint).ebnf), config)
  }

  /**
   * Accepts the most likely allowed token of a row and returns it. Null when none of the candidates is allowed and the
   * row's logits were not returned: the choice then needs a step that returns them.
   */
  async choose(next: NextTokens, row: number): Promise<number | null> {
    for (const token of next.candidates(row)) if (this.#constraint.accept(token)) return token
    const logits = next.logits(row)
    if (logits === null) return null
    const token = maskedArgmax(logits, await this.#constraint.mask())
    if (token < 0 || !this.#constraint.accept(token))
      throw new EdgejsonError('ENGINE_FAILED', 'the grammar allows no token of the vocabulary')
    return token
  }

  /**
   * Accepts the tokens of the text that must follow now and returns them; often none. The end of the text is left to
   * the model, because a tokenizer may join it with what follows: punctuation and white space after the last complete
   * word, and the last token before them. A split that the tokenizer does not make itself lowers the quality of what
   * follows.
   */
  takeForced(limit: number): number[] {
    if (limit <= 0) return []
    const text = this.#constraint.forcedText().replace(/[^\p{L}\p{N}]*[\p{L}\p{N}\s_]*$/u, '')
    if (text.length < 2) return []
    const tokens = this.#forced.of(text).slice(0, limit)
    const refused = tokens.findIndex((token) => !this.#constraint.accept(token))
    return refused < 0 ? [...tokens] : tokens.slice(0, refused)
  }

  /** The draft up to its first token that is not allowed, with forced tokens at their positions. */
  checkDraft(draft: readonly number[], limit: number): number[] {
    const checked: number[] = []
    let at = 0
    while (at < draft.length && checked.length < limit) {
      const token = draft[at++] ?? -1
      if (token === this.#endToken || !this.#constraint.accept(token)) break
      checked.push(token)
      const forced = this.takeForced(limit - checked.length)
      checked.push(...forced)
      const agreed = forced.every((each, index) => draft[at + index] === each)
      at = agreed ? at + forced.length : draft.length
    }
    this.#constraint.rollback(checked.length)
    return checked
  }

  /** Whether the output is complete and nothing but EOS may follow. `text`: the output so far. */
  isComplete(text: () => string): boolean {
    if (!this.#constraint.accept(this.#endToken)) return false
    this.#constraint.rollback(1)
    // A number at the root may continue.
    return !/\d\s*$/.test(text())
  }

  dispose(): void {
    this.#constraint.dispose()
  }
}
