import { isObject, type JsonValue } from '../core/json/json.ts'
import type { Scores } from '../records/scores.ts'
import { extractOfficial } from './extract-official.ts'
import { pythonEqual, pythonTruth, pythonType } from './python-values.ts'

type FieldScores = Pick<Scores, 'fieldF1' | 'precision' | 'recall' | 'fields'>

const NOTHING = { fieldF1: 0, precision: 0, recall: 0 } as const

/**
 * The four scores of the official EdgeJSON harness: its own extraction, Python's `==`, FieldF1 over top-level
 * keys, and compliance as "every expected top-level key, with a value of the same Python type". Where the
 * harness would stop with an exception (an expected value that is not an object, see also {@link
 * extractOfficial}), the score is 0 or false.
 */
export function officialScores(output: string, expected: JsonValue): Scores {
  const extraction = extractOfficial(output)
  if (!extraction.found) {
    const fields = { correct: 0, received: 0, expected: countKeys(expected) }
    return { parsed: false, jsonExact: false, ...NOTHING, fields, schemaCompliance: false }
  }
  const predicted = extraction.value
  return {
    parsed: true,
    jsonExact: pythonEqual(predicted, expected),
    ...fieldScores(expected, predicted),
    schemaCompliance: complies(expected, predicted),
  }
}

/** The harness's formula, in its order of operations: the last bit of a quotient of floats depends on it. */
function fieldScores(expected: JsonValue, predicted: JsonValue): FieldScores {
  const fields = { correct: 0, received: countKeys(predicted), expected: countKeys(expected) }
  if (!pythonTruth(expected) && !pythonTruth(predicted))
    return { fieldF1: 1, precision: 1, recall: 1, fields }
  if (!isObject(expected) || !isObject(predicted)) return { ...NOTHING, fields }
  const correct = Object.keys(expected).filter(
    (key) => Object.hasOwn(predicted, key) && pythonEqual(expected[key] ?? null, predicted[key] ?? null),
  ).length
  if (correct === 0) return { ...NOTHING, fields }
  const precision = correct / fields.received
  const recall = correct / fields.expected
  const fieldF1 = (2 * (precision * recall)) / (precision + recall)
  return { fieldF1, precision, recall, fields: { ...fields, correct } }
}

/** Only objects have keys to compare. */
function countKeys(value: JsonValue): number {
  return isObject(value) ? Object.keys(value).length : 0
}

function complies(expected: JsonValue, predicted: JsonValue): boolean {
  if (!pythonTruth(predicted) || !isObject(expected) || !isObject(predicted)) return false
  return Object.keys(expected).every(
    (key) =>
      Object.hasOwn(predicted, key) &&
      pythonType(expected[key] ?? null) === pythonType(predicted[key] ?? null),
  )
}
