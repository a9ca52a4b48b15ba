import { integer, plural } from '../../../plugin/core/format.ts'
import type { Rule } from './rule.ts'

const LEAST = 3
const LEAST_SHARE = 0.3

/** How many misses are a hair's breadth away. */
export const nearMisses: Rule = ({ missed }) => {
  const near = missed.filter(({ scores }) => scores?.lenient.parsed && scores.differenceCount === 1).length
  if (near < LEAST || near < LEAST_SHARE * missed.length) return null
  return `${integer(near)} of ${plural(missed.length, 'miss', 'misses')} differ in a single value: the model is close`
}
