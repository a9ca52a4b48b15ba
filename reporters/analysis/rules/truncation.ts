import { integer, plural } from '../../../plugin/core/format.ts'
import type { TruncationCause } from '../output-counts.ts'
import { type Facts, named, type Rule } from './rule.ts'

/** Share of the misses from which truncation is worth a sentence. */
const LEAST_SHARE = 0.1
/** If one complexity has at least this share of the truncated outputs, the sentence names it. */
const ONE_GROUP = 0.6

/** Distinguishes the token limit from the model: a truncated output is not a wrong one. */
export const truncation: Rule = (facts) => {
  const { truncated, missed } = facts.outputs
  const cut = truncated.limit + truncated.context + truncated.endless
  if (cut === 0 || cut < LEAST_SHARE * missed) return null
  const cause = (['limit', 'context', 'endless'] as const).reduce((a, b) =>
    truncated[b] > truncated[a] ? b : a,
  )
  return `${whichOf(cut, facts)} ${saying(cause, facts)}`
}

/** `18 of 25 complex outputs`, or of all outputs where no complexity stands out. */
function whichOf(cut: number, { byComplexity, outputs: { scored } }: Facts): string {
  const [worst] = byComplexity.toSorted((a, b) => b.classes.truncated - a.classes.truncated)
  if (worst !== undefined && byComplexity.length > 1 && worst.classes.truncated >= ONE_GROUP * cut) {
    return `${integer(worst.classes.truncated)} of ${integer(worst.scored)} ${named(worst.key, 30)} outputs`
  }
  return `${integer(cut)} of ${plural(scored, 'output')}`
}

function saying(cause: TruncationCause, { report: { fingerprint, model } }: Facts): string {
  if (cause === 'limit') {
    return `ran into the token limit (${integer(fingerprint.maxNewTokens)}): raise it before judging the model`
  }
  if (cause === 'context') {
    const length = model.contextLength === null ? '' : ` (${integer(model.contextLength)} tokens)`
    return `ran out of the model's context${length}: prompts must be shorter or the context longer`
  }
  return 'did not end, although longer than expected: check for repetition, more tokens will not help'
}
