import { integer } from '../../../plugin/core/format.ts'
import type { Rule } from './rule.ts'

const LEAST_RISE = 3
const LEAST_LOST = 2

/** Which class a change for the worse is made of. */
export const whatRose: Rule = ({ drift }) => {
  if (drift === null) return null
  const [most] = drift.classes ?? []
  if (most !== undefined && most.now - most.before >= LEAST_RISE) {
    return `${most.errorClass} rose from ${integer(most.before)} to ${integer(most.now)} since the baseline`
  }
  const lost = drift.lost.reduce((sum, { examples }) => sum + examples, 0)
  const [first] = drift.lost
  if (first === undefined || lost < LEAST_LOST || first.examples * 2 < lost) return null
  return `${integer(first.examples)} of ${integer(lost)} lost examples now miss by ${first.errorClass}`
}
