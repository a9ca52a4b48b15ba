import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { acceptedValues } from './accepted-values.ts'
import { expectedValue } from './expected-value.ts'
import { missing } from './field-problem.ts'
import type { GoldValues } from './gold-file.ts'
import type { LineContext } from './line-context.ts'
import { Unusable } from './unusable.ts'

/** The values of a line with which a completion is compared. */
export interface ExpectedValues {
  /** Absent for a line without an expected value, where that is allowed. */
  readonly expected?: JsonValue
  /** Further values that are right. */
  readonly accepted: readonly JsonValue[]
}

/**
 * The expected value and those that are accepted as well; without the first, the first accepted one is expected.
 *
 * @param answer the last turn of a conversation, which is the expected value where the line has no other
 * @throws {Unusable} for a line without an expected value, or with one that is not JSON
 */
export function readExpected(
  object: JsonObject,
  id: string,
  { reader, gold = null, goldOptional = false }: LineContext,
  answer: string | null,
): ExpectedValues {
  if (gold !== null) return goldOf(id, gold, goldOptional)
  const own = reader.read(object, 'expected')
  const further = acceptedOf(reader.read(object, 'accepted'), reader.nameOf('accepted', object))
  const value = own === undefined && answer !== null && !reader.isMapped('expected') ? answer : own
  if (value === undefined) {
    const [expected, ...accepted] = further
    if (expected === undefined) {
      if (goldOptional) return { accepted: [] }
      throw missing(object, 'expected', reader)
    }
    return { expected, accepted }
  }
  if (own === undefined && /^\s*```/.test(answer ?? '')) {
    throw new Unusable(
      'WRONG_TYPE',
      `the last turn of ${reader.nameOf('prompt', object)} begins with a code fence (${quoted(answer)}); it must be the ` +
        'expected JSON without a fence.',
    )
  }
  return { expected: parsedValue(value, reader.nameOf('expected', object)), accepted: further }
}

function parsedValue(value: JsonValue, name: string): JsonValue {
  const expected = expectedValue(value)
  if (expected.ok) return expected.value
  throw new Unusable(expected.code, `${name} ${expected.reason}`)
}

function acceptedOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const accepted = acceptedValues(value)
  if (accepted.ok) return accepted.values
  throw new Unusable(accepted.code, `${name} ${accepted.reason}`)
}

function goldOf(id: string, gold: GoldValues, optional: boolean): ExpectedValues {
  const values = gold.take(id)
  if (values === undefined) {
    if (optional) return { accepted: [] }
    throw new Unusable(
      'MISSING_FIELD',
      `the gold file ${gold.label} has no line with the id ${quoted(id)}; add it there, or remove the example.`,
    )
  }
  const further = acceptedOf(values.accepted, `the list of accepted values in ${gold.label}`)
  if (values.expected !== undefined)
    return {
      expected: parsedValue(values.expected, `the expected value in ${gold.label}`),
      accepted: further,
    }
  const [expected = null, ...accepted] = further
  return { expected, accepted }
}
