import type { LogitsData } from './argmax.ts'

/** A row of logits within an array of rows. */
export interface LogitsRow {
  readonly data: LogitsData
  readonly offset: number
  readonly length: number
}

/** The most likely next tokens after each token of a step. */
export class NextTokens {
  readonly #tokens: readonly number[]
  readonly #candidates: number
  readonly #rows: number
  readonly #logits: LogitsData | null

  /**
   * @param tokens of each row its candidates, the most likely first
   * @param logits all rows; null when they were not returned
   */
  constructor(tokens: readonly number[], rows: number, logits: LogitsData | null = null) {
    this.#tokens = tokens
    this.#rows = rows
    this.#candidates = tokens.length / rows
    this.#logits = logits
  }

  /** The most likely token of a row. */
  best(row: number): number {
    return this.#tokens[row * this.#candidates] ?? -1
  }

  /** The most likely tokens of a row, the most likely first. */
  candidates(row: number): readonly number[] {
    return this.#tokens.slice(row * this.#candidates, (row + 1) * this.#candidates)
  }

  /** Null when they were not returned. */
  logits(row: number): LogitsRow | null {
    if (this.#logits === null) return null
    const length = this.#logits.length / this.#rows
    return { data: this.#logits, offset: row * length, length }
  }
}
