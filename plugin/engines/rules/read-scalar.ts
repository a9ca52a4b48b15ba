import type { JsonScalar } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'
import type { Shape } from './shape.ts'

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/

/**
 * The value of a text at a place of this shape. Types are tried from the narrowest to the widest, so that
 * `01234` and, if the schema says string, `1234` stay strings. A text that fits none of the types is returned
 * unchanged: a wrong type is reported by scoring, an invented value would not be.
 */
export function readScalar(text: string, { scalars, choices }: Shape): JsonScalar {
  const choice = choices?.find((value) => promptText(value) === text)
  if (choice !== undefined) return choice
  if (scalars.has('null') && (text === 'None' || text === 'null')) return null
  if (scalars.has('boolean')) {
    if (text === 'True' || text === 'true') return true
    if (text === 'False' || text === 'false') return false
  }
  if (scalars.has('number') && NUMBER.test(text)) {
    const number = readWholeJson(text)
    if (number.ok && (typeof number.value === 'number' || typeof number.value === 'bigint')) {
      return number.value
    }
  }
  return text
}

/** The text of a scalar in the benchmark's prompts. */
function promptText(value: JsonScalar): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}
