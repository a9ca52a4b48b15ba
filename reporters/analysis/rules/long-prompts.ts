import { integer } from '../../../plugin/core/format.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { Rule } from './rule.ts'

/** Fewer answers a half, or a smaller difference of their rates, say little. */
const LEAST_HALF = 10
const LEAST_DIFFERENCE = 0.3

/** Whether length decides: the shorter half of the prompts against the longer. */
export const longPrompts: Rule = ({ scored }) => {
  const counted = scored
    .map((each) => ({ each, tokens: each.completion?.tokensIn ?? null }))
    .filter((item): item is { each: CaseRecord; tokens: number } => item.tokens !== null)
    .sort((a, b) => a.tokens - b.tokens)
  const middle = counted[Math.floor(counted.length / 2)]
  if (middle === undefined) return null
  const short = counted.filter(({ tokens }) => tokens < middle.tokens)
  const long = counted.slice(short.length)
  if (short.length < LEAST_HALF || long.length < LEAST_HALF) return null
  const [shortExact, longExact] = [exactOf(short), exactOf(long)]
  if (shortExact / short.length - longExact / long.length < LEAST_DIFFERENCE) return null
  return (
    `Long prompts decide: from ${integer(middle.tokens)} tokens on ${integer(longExact)} of ${integer(long.length)} ` +
    `answers are exact, below ${integer(shortExact)} of ${integer(short.length)}`
  )
}

function exactOf(items: readonly { each: CaseRecord }[]): number {
  return items.filter(({ each }) => each.scores?.lenient.jsonExact === true).length
}
