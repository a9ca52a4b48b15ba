/** What `expect` can do with a completion, a model's text, or a JSON value. `R` is what an assertion returns. */
export interface EdgejsonMatchers<R = void> {
  /** The JSON equals the expected value: key order is free, array order counts, `5 = 5.0`, `"5" ≠ 5`. */
  toMatchJSONExact(expected: unknown): R
  /** FieldF1 over leaves is at least the threshold, from 0 to 1. */
  toHaveFieldF1Above(threshold: number, expected: unknown): R
  /** The JSON is valid against a JSON Schema (formats are annotations) or a validator of `compileSchema`. */
  toComplyWithSchema(schema: object | boolean): R
  /** There is a JSON value, in a text with whatever prose or code fence around it. */
  toBeValidJSON(): R
  /** The engine took at most so many milliseconds; only for a completion of this run that was measured. */
  toRespondWithin(milliseconds: number): R
}

/**
 * What a matcher answers. Vitest asks for the message only when the assertion fails: of a matcher that passes, that
 * is under `.not`. `actual` and `expected` are left out on purpose, so that no diff of two blobs follows the table.
 */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}
