import { integer, plural } from '../../../plugin/core/format.ts'
import { COMPLETION_KINDS, type CompletionKind } from '../../../plugin/records/finish-reason.ts'
import { named, type Rule } from './rule.ts'

/** Examples without output say nothing of the model; they come before everything else. */
export const unanswered: Rule = ({ outputs: { failed, scored } }) => {
  const { count: unscored, codes } = failed
  if (unscored === 0) return null
  const list = [...codes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([code, count]) => `${named(code, 30)} ${integer(count)}`)
  return (
    `${integer(unscored)} of ${plural(unscored + scored, 'example')} ` +
    `${unscored === 1 ? 'has' : 'have'} no output (${list.join(', ')}): repair that before judging the model`
  )
}

/** What most likely changes a completion of each kind into output text. */
const WAY_OUT: Readonly<Record<CompletionKind, string>> = {
  tool_call: 'called a tool, although the request has no tools: check the chat template of the server',
  several_calls: 'have several tool calls where one was requested',
  wrong_tool: 'called a tool that the request does not have',
  no_call: 'called no tool: check the tool parser of the server, or set engine.tools to "required"',
  refusal: 'are refusals of the model',
  reasoning_only: 'are reasoning without output text: switch the reasoning off, or raise the token limit',
  empty: 'are empty: check the prompt template and the stop tokens of the server',
}

/** Misses that have no ordinary output text have one cause, and it is not how the JSON was written. */
export const outputKinds: Rule = ({ outputs: { kinds, missed } }) => {
  const counts = COMPLETION_KINDS.map((kind) => ({ kind, count: kinds.get(kind) ?? 0 }))
  const most = counts.reduce((a, b) => (b.count > a.count ? b : a))
  if (most.count === 0) return null
  return `${integer(most.count)} of ${plural(missed, 'miss', 'misses')} ${WAY_OUT[most.kind]}`
}

const LEAST_NOT_JSON_SHARE = 0.3
const LEAST_NOT_JSON = 2

/**
 * If outputs contain no JSON, the model has probably not understood the task: the first possible cause is the prompt.
 */
export const notJson: Rule = ({ report: { fingerprint }, outputs }) => {
  const { noJson, invalidJson, missed } = outputs
  const count = noJson + invalidJson
  if (count < LEAST_NOT_JSON || count < LEAST_NOT_JSON_SHARE * missed) return null
  const template = fingerprint.template === 'chat' ? 'the chat template' : 'the prompt template'
  return (
    `${integer(count)} of ${plural(missed, 'miss', 'misses')} contain no JSON ` +
    `(no_json ${integer(noJson)}, invalid_json ${integer(invalidJson)}): ` +
    `check ${template} first`
  )
}

const LEAST_WRAPPED = 2
const LEAST_WRAPPED_SHARE = 0.1

/** Exact outputs that a program cannot parse without extraction. */
export const wrapped: Rule = ({ outputs: { wrapped: count, exact } }) => {
  if (count < LEAST_WRAPPED || count < LEAST_WRAPPED_SHARE * exact) return null
  return (
    `${integer(count)} of ${integer(exact)} exact outputs are inside other text (a code fence, an explanation): ` +
    'a strict JSON parser rejects them'
  )
}
