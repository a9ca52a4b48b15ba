/** Longest guess of an engine that works on one answer at a time. */
export const LONGEST_DRAFT = 10
/** A longest guess at all, whatever the limit. */
const MOST = 32
/** How many tokens must agree before what followed them is worth a guess: the longer first. */
const CONTEXTS: readonly number[] = [4, 3, 2]
/** Two tokens agree by chance too often where every guess takes the place of another answer's token. */
const SURE_CONTEXT = 3
const SHORT_LIMIT = 7

/**
 * Guesses the next tokens by looking up what followed the last few tokens earlier: in the prompt, in the answer itself,
 * and in a sketch of the answer where there is one. An extraction copies its prompt, and a model that has lost its way
 * repeats itself: both are guessed well, and for free.
 * Source: Saxena, "Prompt Lookup Decoding", 2023; the sketch and its cursor are ours.
 */
export class PromptLookup {
  readonly #tokens: number[] = []
  /** For each context length, the tokens → the positions after their occurrences before the end. */
  readonly #seen: ReadonlyMap<number, Map<string, number[]>>
  /** The sketch lies before the prompt, so that the answer follows the prompt's own end. */
  readonly #sketchEnd: number
  /** Where in the sketch the answer has come to: an answer goes through its fields in order. */
  #cursor = 0
  /** Where the last guess was taken from. */
  #source = 0
  /** Grows while guesses are right and shrinks while they are wrong: a wrong guess is paid for, too. */
  #length = 4

  constructor(prompt: readonly number[], sketch: readonly number[] = []) {
    this.#seen = new Map(CONTEXTS.map((length) => [length, new Map()]))
    // The end of the prompt before it, so that the answer's first tokens are found there.
    if (sketch.length > 0)
      for (const token of [...prompt.slice(-Math.max(...CONTEXTS)), ...sketch]) this.push(token)
    this.#sketchEnd = this.#tokens.length
    for (const token of prompt) this.push(token)
  }

  /** A token that is certain now. */
  push(token: number): void {
    // What ends before this token becomes known with it: the end itself must not find itself.
    for (const [length, positions] of this.#seen) {
      const key = this.#context(length)
      if (key === null) continue
      const known = positions.get(key)
      if (known === undefined) positions.set(key, [this.#tokens.length])
      else known.push(this.#tokens.length)
    }
    this.#tokens.push(token)
  }

  /** The tokens that probably come next, at most `limit`; often none. */
  draft(limit: number): number[] {
    for (const [length, positions] of this.#seen) {
      if (limit <= SHORT_LIMIT && length < SURE_CONTEXT) continue
      const key = this.#context(length)
      const found = key === null ? undefined : positions.get(key)
      if (found === undefined) continue
      const ahead = found.find((position) => position >= this.#cursor && position < this.#sketchEnd)
      const start = ahead ?? found.at(-1) ?? 0
      this.#source = start
      const end = start + Math.min(this.#length, limit)
      return this.#tokens.slice(start, start < this.#sketchEnd ? Math.min(end, this.#sketchEnd) : end)
    }
    return []
  }

  /** How many tokens of a draft were right. */
  judge(drafted: number, right: number): void {
    if (drafted === 0) return
    if (right > 0 && this.#source < this.#sketchEnd) this.#cursor = this.#source + right
    this.#length =
      right === drafted ? Math.min(MOST, this.#length * 2) : Math.max(2, Math.min(this.#length, right + 1))
  }

  #context(length: number): string | null {
    return this.#tokens.length < length ? null : this.#tokens.slice(-length).join(' ')
  }
}
