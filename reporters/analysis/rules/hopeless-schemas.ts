import { integer } from '../../../plugin/core/format.ts'
import { named, type Rule } from './rule.ts'

const LEAST_SCORED = 5
const MOST_NAMED = 3

/** Schemas of which no answer is exact, while others do well. */
export const hopelessSchemas: Rule = ({ bySchema, exact }) => {
  const none = bySchema.filter(({ scored, missed }) => scored >= LEAST_SCORED && missed === scored)
  const [first] = none
  if (first === undefined || exact.length === 0) return null
  if (none.length === 1) return `None of ${integer(first.scored)} ${named(first.key, 40)} answers is exact`
  const names = none.slice(0, MOST_NAMED).map(({ key }) => named(key, 40))
  const more = none.length - names.length
  return `No answer is exact in ${integer(none.length)} schemas: ${names.join(', ')}${more > 0 ? ` and ${integer(more)} more` : ''}`
}
