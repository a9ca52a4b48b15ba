import { integer } from '../../../plugin/core/format.ts'
import type { Rule } from './rule.ts'

const LEAST = 2
const LEAST_SHARE = 0.1

/** Right answers that a program could not read as they come. */
export const wrapped: Rule = ({ exact }) => {
  const count = exact.filter(({ scores }) => scores?.strict.jsonExact === false).length
  if (count < LEAST || count < LEAST_SHARE * exact.length) return null
  return (
    `${integer(count)} of ${integer(exact.length)} exact answers stand in other text (a code fence, an explanation): ` +
    'a strict reader of JSON refuses them'
  )
}
