import { isObject, type JsonValue } from '../core/json/json.ts'
import { isContainer, sameScalar } from './json-kinds.ts'

/**
 * Typed deep equality of JSON values. Key order does not matter, array order does. Numbers are compared by
 * value (`5 = 5.0`, big integers to the last digit). Values of different types are never equal: `"5"` is not
 * `5`, `true` is not `1`, and a member that is null is not a missing one.
 */
export function jsonExact(received: JsonValue, expected: JsonValue): boolean {
  if (Array.isArray(received) && Array.isArray(expected))
    return (
      received.length === expected.length &&
      received.every((item, index) => jsonExact(item, expected[index] ?? null))
    )
  if (isObject(received) && isObject(expected)) {
    const keys = Object.keys(received)
    return (
      keys.length === Object.keys(expected).length &&
      keys.every(
        (key) => Object.hasOwn(expected, key) && jsonExact(received[key] ?? null, expected[key] ?? null),
      )
    )
  }
  return !isContainer(received) && !isContainer(expected) && sameScalar(received, expected)
}

/**
 * How an extracted value is compared with the expected one, without scoring rules. It is part of every example hash, so
 * results under different rules are never compared.
 */
export const SCORING_RULES: JsonValue = { equality: 'typed' }
