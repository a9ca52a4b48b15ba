import { integer } from '../../../plugin/core/format.ts'
import { named, type Rule } from './rule.ts'

const LEAST_ANSWERS = 3
const LEAST_SHARE = 0.3

/** One field that goes wrong again and again is worth more training data than any average tells. */
export const lostField: Rule = ({ paths }) => {
  const worst = paths.find(
    ({ answers, scored, path }) =>
      path !== '$' && answers >= LEAST_ANSWERS && answers >= LEAST_SHARE * scored,
  )
  if (worst === undefined) return null
  const [kind] = worst.kinds
  const mostly = kind === undefined ? '' : `, mostly ${kind.kind}`
  return (
    `${named(worst.path)} of ${named(worst.schema, 40)} is wrong in ` +
    `${integer(worst.answers)} of ${integer(worst.scored)} answers${mostly}`
  )
}
