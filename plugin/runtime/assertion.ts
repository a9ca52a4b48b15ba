import type { ExpectStatic } from 'vitest'
import { defaultFunction } from '../core/default-function.ts'
import type { Completion } from '../records/completion.ts'
import type { Example } from '../records/example.ts'

/** The argument of the user's assertion module for each example. */
export interface AssertionContext {
  /** Vitest's `expect` of this test, with the matchers of this package. */
  readonly expect: ExpectStatic
  /** The line of the dataset. */
  readonly example: Example
  /** What the engine returned for it; never a failure. */
  readonly completion: Completion
}

/** Throws (usually through `expect`) if the completion is not good enough. */
export type Assertion = (context: AssertionContext) => void | Promise<void>

/** The default: the extracted value equals the expected one. */
export const exactMatch: Assertion = ({ expect, example, completion }) => {
  expect(completion).toMatchJSONExact(example.expected)
}

/** Reads the default export of an assertion module. */
export function toAssertion(exported: unknown, file: string | null): Assertion {
  if (exported === null || exported === undefined) {
    if (file === null) return exactMatch
  }
  const form = '({ expect, example, completion }) => { … }'
  return defaultFunction(exported, { what: 'assertion module', module: file, form }) as Assertion
}
