import type { JsonValue } from '../../core/json/json.ts'
import type { ReadOptions } from '../../core/json/parse.ts'
import { described } from '../../core/printable.ts'
import { expectedValue } from './expected-value.ts'
import type { LineProblemCode } from './line-problem.ts'

export type AcceptedValues =
  | { readonly ok: true; readonly values: readonly JsonValue[] }
  /** `reason`: what is wrong, written to follow the name of the list's key. */
  | { readonly ok: false; readonly code: LineProblemCode; readonly reason: string }

/** A list of values that are right as well, or its JSON text; no values where the line has none. */
export function acceptedValues(value: JsonValue | undefined, options: ReadOptions = {}): AcceptedValues {
  if (value === undefined || value === null) return { ok: true, values: [] }
  const list = expectedValue(value, options)
  if (!list.ok) return list
  if (!Array.isArray(list.value)) {
    const reason = `is ${described(value)}; it must be a list of the values that are right.`
    return { ok: false, code: 'WRONG_TYPE', reason }
  }
  if (list.value.length === 0)
    return {
      ok: false,
      code: 'EMPTY_FIELD',
      reason: 'is an empty list; leave it out, or name a value that is right.',
    }
  const values: JsonValue[] = []
  for (const each of list.value) {
    const item = expectedValue(each, options)
    if (!item.ok) return item
    values.push(item.value)
  }
  return { ok: true, values }
}
