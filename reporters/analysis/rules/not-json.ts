import { integer, plural } from '../../render/format.ts'
import type { Rule } from './rule.ts'

const LEAST_SHARE = 0.3
const LEAST = 2

/** A model that does not answer in JSON has seldom understood the task: the prompt is the first suspect. */
export const notJson: Rule = ({ report: { errorClasses, fingerprint }, missed }) => {
  const count = errorClasses.no_json + errorClasses.invalid_json
  if (count < LEAST || count < LEAST_SHARE * missed.length) return null
  const template = fingerprint.template === 'chat' ? 'the chat template' : 'the prompt template'
  return (
    `${integer(count)} of ${plural(missed.length, 'miss', 'misses')} are no JSON at all ` +
    `(no_json ${integer(errorClasses.no_json)}, invalid_json ${integer(errorClasses.invalid_json)}): ` +
    `look at ${template} first`
  )
}
