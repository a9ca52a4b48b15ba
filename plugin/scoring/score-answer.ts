import type { JsonValue } from '../core/json/json.ts'
import type { ReasoningOption } from '../extraction/reasoning.ts'
import type { FinishReason } from '../records/completion.ts'
import type { ScoreCard, Scores } from '../records/scores.ts'
import { classifyMiss } from './classify-miss.ts'
import { type Diff, diffByPath } from './diff-by-path.ts'
import { extractLenient } from './extract-lenient.ts'
import { extractStrict } from './extract-strict.ts'
import type { Extraction } from './extraction.ts'
import { jsonExact } from './json-exact.ts'
import { countLeaves, leafScores } from './leaf-scores.ts'
import { officialScores } from './official-scores.ts'
import { shared } from './perfect-scores.ts'
import type { SchemaValidator } from './schema/compile-schema.ts'

/** An answer and what it is judged by. */
export interface ScoringInput {
  /** The raw text of the model. */
  readonly output: string
  readonly expected: JsonValue
  /** Only `length` matters here; leave it out where it is not known. An engine failure is not to be scored at all. */
  readonly finishReason?: FinishReason
  /** Markers of the reasoning block, or false for none. Default: `<think>…</think>` and harmony channels. */
  readonly reasoning?: ReasoningOption | undefined
  /** From `compileSchema`; without one, compliance is null. */
  readonly schema?: SchemaValidator | null
}

/**
 * Everything scoring says about one answer.
 *
 * @throws {EdgejsonError} `WORK_LIMIT` where the schema cannot judge the value within its bound of work
 */
export function scoreAnswer(answer: ScoringInput): ScoreCard {
  const { output, expected, finishReason, schema = null } = answer
  const strict = extractStrict(output)
  // What is JSON as a whole is what a lenient reader takes too.
  const extraction = strict.found ? strict : extractLenient(output, answer.reasoning)
  const lenient = shared(scoreExtraction(extraction, expected, schema))
  const diff: Diff = extraction.found
    ? diffByPath(expected, extraction.value)
    : { differences: [], count: 0, kinds: new Set() }
  return {
    strict: strict.found ? lenient : scoreExtraction(strict, expected, schema),
    lenient,
    official: shared(officialScores(output, expected)),
    errorClass: classifyMiss({ extraction, kinds: diff.kinds, finishReason }),
    differences: diff.differences,
    differenceCount: diff.count,
  }
}

/** Scores of what was found, over leaves (the `strict` and `lenient` modes). Nothing found is 0 in everything. */
export function scoreExtraction(
  extraction: Extraction,
  expected: JsonValue,
  schema: SchemaValidator | null = null,
): Scores {
  if (!extraction.found)
    return {
      parsed: false,
      jsonExact: false,
      fieldF1: 0,
      precision: 0,
      recall: 0,
      fields: { correct: 0, received: 0, expected: countLeaves(expected) },
      schemaCompliance: schema === null ? null : false,
    }
  const { f1, precision, recall, fields } = leafScores(extraction.value, expected)
  return {
    parsed: true,
    jsonExact: jsonExact(extraction.value, expected),
    fieldF1: f1,
    precision,
    recall,
    fields,
    schemaCompliance: schema === null ? null : schema(extraction.value).valid,
  }
}
