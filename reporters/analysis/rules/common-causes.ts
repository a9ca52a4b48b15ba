import { integer } from '../../../plugin/core/format.ts'
import { UNKNOWN_KEY } from '../../../plugin/records/dimension.ts'
import type { JsonType } from '../analysis.ts'
import { named, type Rule } from './rule.ts'

const LEAST_FIELD_OUTPUTS = 3
const LEAST_FIELD_SHARE = 0.3

/** One field that goes wrong again and again is worth more training data than any average tells. */
export const lostField: Rule = ({ paths }) => {
  const worst = paths.find(
    ({ outputs, scored, path }) =>
      path !== '$' && outputs >= LEAST_FIELD_OUTPUTS && outputs >= LEAST_FIELD_SHARE * scored,
  )
  if (worst === undefined) return null
  const [kind] = worst.kinds
  const ofSchema = worst.schema === UNKNOWN_KEY ? '' : ` of ${named(worst.schema, 40)}`
  const mostly = kind === undefined ? '' : `, mostly ${kind.kind}`
  return (
    `${named(worst.path)}${ofSchema} is wrong in ` +
    `${integer(worst.outputs)} of ${integer(worst.scored)} outputs${mostly}`
  )
}

const LEAST_TYPE_OUTPUTS = 3
const LEAST_TYPE_SHARE = 0.2

/** A type that is confused again and again is a matter of the prompt or of quoting, not of reading. */
export const confusedTypes: Rule = ({ types: [most], outputs: { missed } }) => {
  if (most === undefined || most.outputs < LEAST_TYPE_OUTPUTS || most.outputs < LEAST_TYPE_SHARE * missed)
    return null
  return `${integer(most.outputs)} outputs have ${article(most.received)} in place of ${article(most.expected)}`
}

function article(type: JsonType): string {
  if (type === 'null') return 'null'
  return type === 'object' || type === 'array' ? `an ${type}` : `a ${type}`
}

const LEAST_SCORED_OF_SCHEMA = 5
const MOST_NAMED = 3

/** Schemas of which no output is exact, while others do well. */
export const hopelessSchemas: Rule = ({ bySchema, outputs: { exact } }) => {
  const none = bySchema.filter(({ scored, missed }) => scored >= LEAST_SCORED_OF_SCHEMA && missed === scored)
  const [first] = none
  if (first === undefined || exact === 0) return null
  if (none.length === 1) return `None of ${integer(first.scored)} ${named(first.key, 40)} outputs is exact`
  const names = none.slice(0, MOST_NAMED).map(({ key }) => named(key, 40))
  const more = none.length - names.length
  return `No output is exact in ${integer(none.length)} schemas: ${names.join(', ')}${more > 0 ? ` and ${integer(more)} more` : ''}`
}

/** Smallest number of outputs in each half, and smallest difference of their rates, for a finding. */
const LEAST_HALF = 10
const LEAST_DIFFERENCE = 0.3

/** Whether length decides: the shorter half of the prompts against the longer. */
export const longPrompts: Rule = ({ outputs: { promptTokens } }) => {
  const middle = tokensOf(promptTokens[Math.floor(promptTokens.length / 2)])
  if (middle === null) return null
  const [short, long] = [
    { outputs: 0, exact: 0 },
    { outputs: 0, exact: 0 },
  ]
  for (let index = 0; index < promptTokens.length; index++) {
    const half = (tokensOf(promptTokens[index]) ?? 0) < middle ? short : long
    half.outputs += 1
    half.exact += (promptTokens[index] ?? 0) % 2
  }
  if (short.outputs < LEAST_HALF || long.outputs < LEAST_HALF) return null
  if (short.exact / short.outputs - long.exact / long.outputs < LEAST_DIFFERENCE) return null
  return (
    `Long prompts decide: from ${integer(middle)} tokens on ${integer(long.exact)} of ${integer(long.outputs)} ` +
    `outputs are exact, below ${integer(short.exact)} of ${integer(short.outputs)}`
  )
}

/** The tokens of an entry of `promptTokens`. */
function tokensOf(entry: number | undefined): number | null {
  return entry === undefined ? null : Math.floor(entry / 2)
}
