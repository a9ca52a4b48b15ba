import type { JsonValue } from '../model/json.ts'
import type { Scores } from '../model/scores.ts'
import { extractOfficial } from './extract-official.ts'
import { isObject } from './json-kinds.ts'
import { pythonEqual, pythonTruth, pythonType } from './python-values.ts'

type FieldScores = Pick<Scores, 'fieldF1' | 'precision' | 'recall'>

const NO_FIELDS: FieldScores = { fieldF1: 0, precision: 0, recall: 0 }

/**
 * The four values that the official EdgeJSON harness gives an answer: its own extraction, Python's `==`, FieldF1 over
 * top-level keys, and compliance as "every expected top-level key, with a value of the same Python type".
 * Where the harness would stop with an exception (an expected value that is no object, see also
 * {@link extractOfficial}), the value is 0 or false.
 */
export function officialScores(output: string, expected: JsonValue): Scores {
  const extraction = extractOfficial(output)
  if (!extraction.found) return { parsed: false, jsonExact: false, ...NO_FIELDS, schemaCompliance: false }
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
  if (!pythonTruth(expected) && !pythonTruth(predicted)) return { fieldF1: 1, precision: 1, recall: 1 }
  if (!isObject(expected) || !isObject(predicted)) return NO_FIELDS
  const expectedKeys = Object.keys(expected)
  const predictedKeys = Object.keys(predicted)
  const correct = expectedKeys.filter(
    (key) => Object.hasOwn(predicted, key) && pythonEqual(expected[key] ?? null, predicted[key] ?? null),
  ).length
  if (correct === 0) return NO_FIELDS
  const precision = correct / predictedKeys.length
  const recall = correct / expectedKeys.length
  return { fieldF1: (2 * (precision * recall)) / (precision + recall), precision, recall }
}

function complies(expected: JsonValue, predicted: JsonValue): boolean {
  if (!pythonTruth(predicted) || !isObject(expected) || !isObject(predicted)) return false
  return Object.keys(expected).every(
    (key) =>
      Object.hasOwn(predicted, key) &&
      pythonType(expected[key] ?? null) === pythonType(predicted[key] ?? null),
  )
}
