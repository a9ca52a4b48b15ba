import { leafScores } from '../scoring/index.ts'
import { previewJson } from '../scoring/preview-json.ts'
import { describeDifferences } from './difference-table.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { isExact, readExpected } from './expected-value.ts'
import { describeNothing, readSubject } from './subject.ts'

/**
 * Passes if the JSON of a completion, a text or a value equals the expected value (JSONExact): key order does
 * not matter, array order does, `5 = 5.0`, values of different types are never equal. `given` are compiled scoring rules,
 * which allow more; asymmetric matchers in the expected value decide on their place.
 */
export function toMatchJSONExact(received: unknown, expected: unknown, given?: unknown): MatcherResult {
  const against = readExpected(expected, given)
  const { value: wanted, rules } = against
  const subject = readSubject(received)
  const { extraction } = subject
  if (!extraction.found)
    return {
      pass: false,
      message: () => `expected exactly ${previewJson(wanted)}, but ${describeNothing(subject)}`,
    }
  const { value } = extraction
  if (isExact(value, against))
    return {
      pass: true,
      message: () => `expected anything but ${previewJson(wanted)}, and it is exactly that`,
    }
  return {
    pass: false,
    message: () => {
      const { count, table } = describeDifferences(wanted, value, rules)
      return `the JSON is not exact: ${count}, FieldF1 ${(rules?.score(value, wanted) ?? leafScores(value, wanted)).f1.toFixed(3)}\n\n${table}`
    },
  }
}
