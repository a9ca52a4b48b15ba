import { leafScores } from '../scoring/index.ts'
import { describeDifferences } from './difference-table.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { readExpected } from './expected-value.ts'
import { describeNothing, readSubject } from './subject.ts'

/**
 * Passes if FieldF1 over leaves is at least the threshold, like every floor of this package; 1 requires an
 * exact output. An output without JSON has FieldF1 0.
 *
 * @throws {TypeError} for a threshold outside 0..1
 */
export function toHaveFieldF1Above(
  received: unknown,
  threshold: unknown,
  expected: unknown,
  given?: unknown,
): MatcherResult {
  if (typeof threshold !== 'number' || !(threshold >= 0 && threshold <= 1))
    throw new TypeError(
      `[vitest-edgejson] toHaveFieldF1Above(threshold, expected) takes a threshold from 0 to 1, not ${String(threshold)}`,
    )
  const { value: wanted, rules } = readExpected(expected, given)
  const subject = readSubject(received)
  const { extraction } = subject
  if (!extraction.found)
    return {
      pass: threshold === 0,
      message: () =>
        threshold === 0
          ? `expected FieldF1 below 0, which nothing is: ${describeNothing(subject)}`
          : `expected FieldF1 of at least ${threshold}, but ${describeNothing(subject)}`,
    }
  const { value } = extraction
  const { f1, precision, recall } = rules?.score(value, wanted) ?? leafScores(value, wanted)
  const figures = `${rounded(f1)} (precision ${rounded(precision)}, recall ${rounded(recall)})`
  if (f1 >= threshold)
    return { pass: true, message: () => `expected FieldF1 below ${threshold}, but it is ${figures}` }
  return {
    pass: false,
    message: () => {
      const { count, table } = describeDifferences(wanted, value, rules)
      return `expected FieldF1 of at least ${threshold}, but it is ${figures}: ${count}\n\n${table}`
    },
  }
}

/** Six digits, so that a value just below the threshold does not look equal to it. */
function rounded(rate: number): string {
  return String(Number(rate.toFixed(6)))
}
