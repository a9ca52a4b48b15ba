import type { CompiledRules } from '../scoring/index.ts'

/** The matchers for a completion, an output text, or a JSON value. `R` is the return type of an assertion. */
export interface EdgejsonMatchers<R = void> {
  /**
   * The JSON equals the expected value: key order is free, array order counts, `5 = 5.0`, `"5" ≠ 5`; with rules of
   * `compileRules`, what they allow. Asymmetric matchers such as `expect.any(Number)` may be part of the expected value.
   */
  toMatchJSONExact(expected: unknown, rules?: CompiledRules): R
  /**
   * A tool call, `{ name, arguments }` or an entry of `tool_calls`, has the expected name and arguments; or a list of calls
   * is the expected list, in order. Arguments are a value or JSON text; rules and asymmetric matchers as above.
   */
  toMatchToolCall(expected: object, rules?: CompiledRules): R
  /** FieldF1 over leaves is at least the threshold, from 0 to 1; expected value and rules as above. */
  toHaveFieldF1Above(threshold: number, expected: unknown, rules?: CompiledRules): R
  /** The JSON is valid against a JSON Schema (formats are annotations) or a validator of `compileSchema`. */
  toComplyWithSchema(schema: object | boolean): R
  /** There is a JSON value; in a text, prose or a code fence around it is allowed. */
  toBeValidJSON(): R
  /** The engine took at most the given milliseconds. Only for a completion that was measured in this run. */
  toRespondWithin(milliseconds: number): R
}

/**
 * The result of a matcher. Vitest requests the message only if the assertion fails: for a matcher that
 * passes, that is under `.not`. `actual` and `expected` are left out on purpose, so that no diff of two large
 * texts follows the table.
 */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}
