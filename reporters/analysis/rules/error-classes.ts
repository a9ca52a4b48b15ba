import { integer, plural } from '../../../plugin/core/format.ts'
import { comparedWith } from '../../../plugin/records/baseline-source.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../../plugin/records/error-class.ts'
import { notJson } from './output-text.ts'
import { type Facts, named, type Rule } from './rule.ts'
import { truncation } from './truncation.ts'

const LEAST_RISE = 3
const LEAST_LOST = 2

/** Which class a change for the worse is made of. */
export const whatRose: Rule = ({ drift }) => {
  if (drift === null) return null
  const [most] = drift.classes ?? []
  if (most !== undefined && most.now - most.before >= LEAST_RISE) {
    return `${most.errorClass} rose from ${integer(most.before)} to ${integer(most.now)} ${comparedWith(drift.reference)}`
  }
  const lost = drift.lost.reduce((sum, { examples }) => sum + examples, 0)
  const [first] = drift.lost
  if (first === undefined || lost < LEAST_LOST || first.examples * 2 < lost) return null
  return `${integer(first.examples)} of ${integer(lost)} lost examples now miss by ${first.errorClass}`
}

const LEAST_NEAR = 3
const LEAST_NEAR_SHARE = 0.3

/** How many misses are a hair's breadth away. */
export const nearMisses: Rule = ({ outputs: { near, missed } }) => {
  if (near < LEAST_NEAR || near < LEAST_NEAR_SHARE * missed) return null
  return `${integer(near)} of ${plural(missed, 'miss', 'misses')} differ in a single value: the model is close`
}

/** Classes whose names are countable nouns. */
const PLURALS: Readonly<Partial<Record<ErrorClass, string>>> = {
  omission: 'omissions',
  hallucination: 'hallucinations',
}

/** A sentence for every run with misses: the most frequent class, and where it occurs. */
export const commonestClass: Rule = (facts) => {
  const { report, byComplexity } = facts
  const { missed } = facts.outputs
  const classes = ERROR_CLASSES.map((name) => ({ name, count: report.errorClasses[name] }))
  const most = classes.reduce((a, b) => (b.count > a.count ? b : a))
  if (most.count === 0 || isSaid(most.name, facts)) return null
  if (missed === 1) return `The one miss is ${most.name}`
  const text = `${integer(most.count)} of ${plural(missed, 'miss', 'misses')} ${most.count === 1 ? `is ${most.name}` : `are ${PLURALS[most.name] ?? most.name}`}`
  const [where] = byComplexity.toSorted((a, b) => b.classes[most.name] - a.classes[most.name])
  if (where === undefined || byComplexity.length < 2) return text
  return `${text}, ${integer(where.classes[most.name])} of them in ${named(where.key, 30)} examples`
}

/** Other rules say more of these classes. */
function isSaid(name: ErrorClass, facts: Facts): boolean {
  if (name === 'truncated') return truncation(facts) !== null
  return (name === 'no_json' || name === 'invalid_json') && notJson(facts) !== null
}
