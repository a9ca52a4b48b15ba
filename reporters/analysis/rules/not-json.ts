import { integer, plural } from '../../../plugin/core/format.ts'
import type { ErrorClass } from '../../../plugin/records/scores.ts'
import type { Rule } from './rule.ts'

const LEAST_SHARE = 0.3
const LEAST = 2

/** A model that does not answer in JSON has seldom understood the task: the prompt is the first suspect. */
export const notJson: Rule = ({ report: { fingerprint }, missed }) => {
  // What has no ordinary output text is said by another rule.
  const classes = missed.filter(({ completion }) => completion?.kind === undefined)
  const of = (name: ErrorClass) => classes.filter(({ scores }) => scores?.errorClass === name).length
  const [noJson, invalidJson] = [of('no_json'), of('invalid_json')]
  const count = noJson + invalidJson
  if (count < LEAST || count < LEAST_SHARE * missed.length) return null
  const template = fingerprint.template === 'chat' ? 'the chat template' : 'the prompt template'
  return (
    `${integer(count)} of ${plural(missed.length, 'miss', 'misses')} are no JSON at all ` +
    `(no_json ${integer(noJson)}, invalid_json ${integer(invalidJson)}): ` +
    `look at ${template} first`
  )
}
