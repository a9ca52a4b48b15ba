import type { TextTokenizer } from '../model/tokenizer.ts'

/** Texts that are kept: the keys of a schema return in every output. */
const KEPT = 4096

/** The tokens of texts that grammars force, for one tokenizer; they are kept by text. */
export class ForcedTokens {
  readonly #tokenizer: Pick<TextTokenizer, 'encode'>
  readonly #byText = new Map<string, readonly number[]>()

  constructor(tokenizer: Pick<TextTokenizer, 'encode'>) {
    this.#tokenizer = tokenizer
  }

  /** All but the last token, which a tokenizer may join with what follows. */
  of(text: string): readonly number[] {
    let tokens = this.#byText.get(text)
    if (tokens === undefined) {
      tokens = this.#tokenizer.encode(text, false).slice(0, -1)
      if (this.#byText.size >= KEPT) this.#byText.clear()
      this.#byText.set(text, tokens)
    }
    return tokens
  }
}
