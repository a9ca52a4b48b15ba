import { integer, plural } from '../../../plugin/core/format.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../../plugin/records/scores.ts'
import { notJson } from './not-json.ts'
import { type Facts, named, type Rule } from './rule.ts'
import { truncation } from './truncation.ts'

/** What there is to say of any run that misses: the class that misses most, and where. */
export const commonestClass: Rule = (facts) => {
  const { report, byComplexity, missed } = facts
  const classes = ERROR_CLASSES.map((name) => ({ name, count: report.errorClasses[name] }))
  const most = classes.reduce((a, b) => (b.count > a.count ? b : a))
  if (most.count === 0 || isSaid(most.name, facts)) return null
  if (missed.length === 1) return `The one miss is ${most.name}`
  const text = `${integer(most.count)} of ${plural(missed.length, 'miss', 'misses')} ${most.count === 1 ? 'is' : 'are'} ${most.name}`
  const [where] = byComplexity.toSorted((a, b) => b.classes[most.name] - a.classes[most.name])
  if (where === undefined || byComplexity.length < 2) return text
  return `${text}, ${integer(where.classes[most.name])} of them in ${named(where.key, 30)} examples`
}

/** Other rules say more of these classes. */
function isSaid(name: ErrorClass, facts: Facts): boolean {
  if (name === 'truncated') return truncation(facts) !== null
  return (name === 'no_json' || name === 'invalid_json') && notJson(facts) !== null
}
