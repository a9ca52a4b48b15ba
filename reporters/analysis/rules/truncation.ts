import { integer, plural } from '../../../plugin/core/format.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { Completion } from '../../../plugin/records/completion.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type Facts, named, type Rule } from './rule.ts'

/** Share of the misses from which truncation is worth a sentence. */
const LEAST_SHARE = 0.1
/** If one complexity has at least this share of the truncated outputs, the sentence names it. */
const ONE_GROUP = 0.6
/** An output that is this many times longer than the expected value was not cut too early: the model does not stop. */
const ENDLESS = 1.5
/** Engines differ by a few tokens in where they stop. */
const CONTEXT_FULL = 0.95

/** `limit`: more tokens may help. `context`: the context ended before the limit. `endless`: the model does not stop. */
type Cause = 'limit' | 'context' | 'endless'

/** Distinguishes the token limit from the model: a truncated output is not a wrong one. */
export const truncation: Rule = (facts) => {
  const cut = facts.missed.filter(({ scores }) => scores?.errorClass === 'truncated')
  if (cut.length === 0 || cut.length < LEAST_SHARE * facts.missed.length) return null
  const causes: Record<Cause, number> = { limit: 0, context: 0, endless: 0 }
  for (const each of cut) causes[causeOf(each, facts)]++
  const cause = (['limit', 'context', 'endless'] as const).reduce((a, b) => (causes[b] > causes[a] ? b : a))
  return `${whichOf(cut, facts)} ${saying(cause, facts)}`
}

/** `18 of 25 complex outputs`, or of all outputs where no complexity stands out. */
function whichOf(cut: readonly CaseRecord[], { byComplexity, scored }: Facts): string {
  const [worst] = byComplexity.toSorted((a, b) => b.classes.truncated - a.classes.truncated)
  if (worst !== undefined && byComplexity.length > 1 && worst.classes.truncated >= ONE_GROUP * cut.length) {
    return `${integer(worst.classes.truncated)} of ${integer(worst.scored)} ${named(worst.key, 30)} outputs`
  }
  return `${integer(cut.length)} of ${plural(scored.length, 'output')}`
}

function saying(cause: Cause, { report: { fingerprint, model } }: Facts): string {
  if (cause === 'limit') {
    return `ran into the token limit (${integer(fingerprint.maxNewTokens)}): raise it before judging the model`
  }
  if (cause === 'context') {
    const length = model.contextLength === null ? '' : ` (${integer(model.contextLength)} tokens)`
    return `ran out of the model's context${length}: prompts must be shorter or the context longer`
  }
  return 'did not end, although longer than expected: check for repetition, more tokens will not help'
}

function causeOf({ completion, expected }: CaseRecord, { report }: Facts): Cause {
  if (completion === null) return 'limit'
  const received = completion.text.replace(/\s+/g, '').length
  if (expected === undefined) return endsContext(completion, report) ? 'context' : 'limit'
  if (received > ENDLESS * stringifyJson(expected).replace(/\s+/g, '').length) return 'endless'
  return endsContext(completion, report) ? 'context' : 'limit'
}

/** Below the token limit, and together with the prompt as long as the model can see. */
function endsContext({ tokensIn, tokensOut }: Completion, { fingerprint, model }: RunReport): boolean {
  if (tokensOut === null || tokensOut >= fingerprint.maxNewTokens) return false
  if (tokensIn === null || model.contextLength === null) return true
  return tokensIn + tokensOut >= CONTEXT_FULL * model.contextLength
}
