import { NGrams } from './ngrams.ts'

/** Most draft tokens of a step of the unbatched engine. */
export const MAX_DRAFT_UNBATCHED = 10
/** Most draft tokens whatever the limit. */
const MAX_DRAFT = 32
/**
 * n-gram lengths that are looked up, longest first. Of the draft tokens that two tokens in common add to those of three, two
 * thirds are accepted; of those that a single token would add, a fifth.
 */
const CONTEXTS: readonly number[] = [4, 3, 2]

/**
 * Prompt-lookup (n-gram) speculative decoding: the draft is what followed the last few tokens earlier in the prompt, in
 * the output, or in a sketch of the completion where there is one. Extractions copy their prompt, so acceptance is
 * high. Source: Saxena, "Prompt Lookup Decoding", 2023; the sketch and its cursor are additions of this project.
 */
export class PromptLookup {
  readonly #tokens: number[] = []
  readonly #ngrams = new NGrams(Math.max(...CONTEXTS))
  /** By n-gram, the positions after its occurrences before the end. */
  readonly #positions: number[][] = []
  /** The sketch is stored before the prompt, so that the output follows the prompt. */
  readonly #sketchEnd: number
  /** The position in the sketch that the output has reached: fields are generated in order. */
  #cursor = 0
  /** Where the last draft was taken from. */
  #source = 0
  /** Draft length: grows with acceptance and shrinks with rejection, because rejected tokens cost time. */
  #length = 4

  constructor(prompt: readonly number[], sketch: readonly number[] = []) {
    // The prompt's end goes before the sketch, so that the first output tokens match it.
    if (sketch.length > 0)
      for (const token of [...prompt.slice(-Math.max(...CONTEXTS)), ...sketch]) this.push(token)
    this.#sketchEnd = this.#tokens.length
    for (const token of prompt) this.push(token)
  }

  /** Adds an accepted token. */
  push(token: number): void {
    // An n-gram is indexed when its next token is known, so that the end does not match itself.
    for (const length of CONTEXTS) {
      const ngram = this.#ngrams.last(length)
      if (ngram === null) continue
      const known = this.#positions[ngram]
      if (known === undefined) this.#positions[ngram] = [this.#tokens.length]
      else known.push(this.#tokens.length)
    }
    this.#tokens.push(token)
    this.#ngrams.push(token)
  }

  /** At most `limit` draft tokens; often none. */
  draft(limit: number): number[] {
    for (const length of CONTEXTS) {
      const ngram = this.#ngrams.last(length)
      const found = ngram === null ? undefined : this.#positions[ngram]
      if (found === undefined) continue
      const ahead = found.find((position) => position >= this.#cursor && position < this.#sketchEnd)
      const start = ahead ?? found.at(-1) ?? 0
      this.#source = start
      return this.#from(start, Math.min(this.#length, limit))
    }
    return []
  }

  /** Adapts the draft length to how many tokens of the last draft were accepted. */
  recordAcceptance(drafted: number, accepted: number): void {
    if (drafted === 0) return
    if (accepted > 0 && this.#source < this.#sketchEnd) this.#cursor = this.#source + accepted
    this.#length =
      accepted === drafted
        ? Math.min(MAX_DRAFT, this.#length * 2)
        : Math.max(2, Math.min(this.#length, accepted + 1))
  }

  /** `count` tokens from a position on. At the end of what is known the draft repeats itself, as a loop of the output does. */
  #from(start: number, count: number): number[] {
    if (start < this.#sketchEnd) return this.#tokens.slice(start, Math.min(start + count, this.#sketchEnd))
    const draft = this.#tokens.slice(start, start + count)
    for (let at = 0; draft.length < count; at++) draft.push(draft[at] ?? 0)
    return draft
  }
}
