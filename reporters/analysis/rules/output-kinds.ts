import { integer, plural } from '../../../plugin/core/format.ts'
import { COMPLETION_KINDS, type CompletionKind } from '../../../plugin/records/completion.ts'
import type { Rule } from './rule.ts'

/** What most likely changes a completion of each kind into output text. */
const WAY_OUT: Readonly<Record<CompletionKind, string>> = {
  tool_call: 'called a tool: the server was sent no tools, look at its chat template',
  refusal: 'are refusals of the model',
  reasoning_only: 'are reasoning without output text: switch the reasoning off, or raise the token limit',
  empty: 'are empty: look at the prompt template and the stop tokens of the server',
}

/** Misses that have no ordinary output text have one cause, and it is not how the JSON was written. */
export const outputKinds: Rule = ({ missed }) => {
  const counts = COMPLETION_KINDS.map((kind) => ({
    kind,
    count: missed.filter(({ completion }) => completion?.kind === kind).length,
  }))
  const most = counts.reduce((a, b) => (b.count > a.count ? b : a))
  if (most.count === 0) return null
  return `${integer(most.count)} of ${plural(missed.length, 'miss', 'misses')} ${WAY_OUT[most.kind]}`
}
