import { integer } from '../../../plugin/core/format.ts'
import type { JsonType } from '../analysis.ts'
import type { Rule } from './rule.ts'

const LEAST_ANSWERS = 3
const LEAST_SHARE = 0.2

/** A type that is confused again and again is a matter of the prompt or of quoting, not of reading. */
export const confusedTypes: Rule = ({ types: [most], missed }) => {
  if (most === undefined || most.answers < LEAST_ANSWERS || most.answers < LEAST_SHARE * missed.length)
    return null
  return `${integer(most.answers)} answers hold ${article(most.received)} where ${article(most.expected)} belongs`
}

function article(type: JsonType): string {
  if (type === 'null') return 'null'
  return type === 'object' || type === 'array' ? `an ${type}` : `a ${type}`
}
