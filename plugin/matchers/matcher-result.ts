/**
 * What a matcher answers. Vitest asks for the message only when the assertion fails: of a matcher that passes, that
 * is under `.not`. `actual` and `expected` are left out on purpose, so that no diff of two blobs follows the table.
 */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}
