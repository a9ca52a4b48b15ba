/** Longest draft; more rows cost a step more than the tokens behind them are likely to be right. */
export const LONGEST_DRAFT: number = 10
/** How many tokens must agree before what followed them is worth a guess: the longer first. */
const CONTEXTS: readonly number[] = [3, 2]

/**
 * Guesses the next tokens by looking up what followed the last few tokens earlier in prompt and answer. An extraction
 * copies its prompt, and a model that has lost its way repeats itself: both are guessed well, and for free.
 * Source: Saxena, "Prompt Lookup Decoding", 2023.
 */
export class PromptLookup {
  readonly #tokens: number[]
  /** For each context length, the last tokens → the position after their latest occurrence before the end. */
  readonly #seen: ReadonlyMap<number, Map<string, number>>
  /** Grows while guesses are right and shrinks while they are wrong: a wrong guess is paid for, too. */
  #length = 4

  constructor(prompt: readonly number[]) {
    this.#tokens = []
    this.#seen = new Map(CONTEXTS.map((length) => [length, new Map()]))
    for (const token of prompt) this.push(token)
  }

  /** A token that is certain now. */
  push(token: number): void {
    // What ends before this token becomes known with it: the end itself must not find itself.
    for (const [length, positions] of this.#seen) {
      const key = this.#context(length)
      if (key !== null) positions.set(key, this.#tokens.length)
    }
    this.#tokens.push(token)
  }

  /** The tokens that probably come next, at most `limit`; often none. */
  draft(limit: number): number[] {
    for (const [length, positions] of this.#seen) {
      const key = this.#context(length)
      const start = key === null ? undefined : positions.get(key)
      if (start !== undefined) return this.#tokens.slice(start, start + Math.min(this.#length, limit))
    }
    return []
  }

  /** How many tokens of a draft were right. */
  judge(drafted: number, right: number): void {
    if (drafted === 0) return
    this.#length =
      right === drafted
        ? Math.min(LONGEST_DRAFT, this.#length * 2)
        : Math.max(2, Math.min(this.#length, right + 1))
  }

  #context(length: number): string | null {
    return this.#tokens.length < length ? null : this.#tokens.slice(-length).join(' ')
  }
}
