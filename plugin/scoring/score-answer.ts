import type { JsonValue } from '../core/json/json.ts'
import type { FinishReason } from '../records/finish-reason.ts'
import type { ScoreCard, Scores } from '../records/scores.ts'
import { classifyMiss } from './classify-miss.ts'
import { type Diff, diffByPath } from './diff-by-path.ts'
import { extract, type ReasoningContext } from './extract.ts'
import { extractLenient } from './extract-lenient.ts'
import type { Extraction } from './extraction.ts'
import { jsonExact } from './json-exact.ts'
import { countLeaves, leafScores } from './leaf-scores.ts'
import { officialScores } from './official-scores.ts'
import type { CompiledRules } from './rules/compile-rules.ts'
import type { OwnMetric } from './rules/own-metric.ts'
import type { SchemaValidator } from './schema/compile-schema.ts'

/** An output text and what it is scored against. */
export interface ScoringInput extends ReasoningContext {
  /** The output text of the model. */
  readonly output: string
  /** The value that is right. */
  readonly expected: JsonValue
  /** Only `length` matters here; leave it out if unknown. An engine failure must not be scored at all. */
  readonly finishReason?: FinishReason
  /** From `compileSchema`; without one, compliance is null. */
  readonly schema?: SchemaValidator | null
  /** From `compileRules`: adds the mode `task`, to which error class and differences then belong. Default: no rules. */
  readonly rules?: CompiledRules | null
  /** Adds `ownMetric`. Default: none. */
  readonly metric?: OwnMetric | null
}

/**
 * All scores of one output text.
 *
 * @throws {EdgejsonError} `WORK_LIMIT` if the schema cannot validate the value within its work limit,
 * `SCORING_MODULE_FAILED` if a module of the user fails
 */
export function scoreAnswer(answer: ScoringInput): ScoreCard {
  const {
    output,
    expected,
    finishReason,
    reasoning,
    reasoningOpened,
    schema = null,
    rules = null,
    metric,
  } = answer
  const strict = extract(output, 'strict', { reasoning, reasoningOpened })
  // What is JSON as a whole is also the lenient value.
  const extraction = strict.found ? strict : extractLenient(output, reasoning, reasoningOpened)
  const lenient = shared(scoreExtraction(extraction, expected, schema))
  const task = rules === null ? null : shared(taskScores(extraction, expected, rules, lenient))
  const diff = extraction.found ? differences(extraction.value, expected, rules, task) : NO_DIFFERENCE
  return {
    strict: strict.found ? lenient : scoreExtraction(strict, expected, schema),
    lenient,
    official: shared(officialScores(output, expected)),
    ...(task === null ? {} : { task }),
    ...(metric ? { ownMetric: metric({ output, received: foundValue(extraction), expected }) } : {}),
    errorClass: classifyMiss({ extraction, kinds: diff.kinds, finishReason }),
    differences: diff.differences,
    differenceCount: diff.count,
  }
}

function foundValue(extraction: Extraction): JsonValue | undefined {
  return extraction.found ? extraction.value : undefined
}

const NO_DIFFERENCE: Diff = { differences: [], count: 0, kinds: new Set() }

function differences(
  received: JsonValue,
  expected: JsonValue,
  rules: CompiledRules | null,
  task: Scores | null,
): Diff {
  if (rules === null) return diffByPath(expected, received)
  return task?.jsonExact === true ? NO_DIFFERENCE : rules.diff(expected, received)
}

/** The lenient value under rules. */
function taskScores(
  extraction: Extraction,
  expected: JsonValue,
  rules: CompiledRules,
  { parsed, schemaCompliance }: Scores,
): Scores {
  if (!extraction.found) {
    const fields = { correct: 0, received: 0, expected: rules.count(expected) }
    return { parsed, jsonExact: false, fieldF1: 0, precision: 0, recall: 0, fields, schemaCompliance }
  }
  const { exact, f1, precision, recall, fields } = rules.score(extraction.value, expected)
  return { parsed, jsonExact: exact, fieldF1: f1, precision, recall, fields, schemaCompliance }
}

/**
 * Scores of an extraction over leaves (the modes `strict` and `lenient`). If nothing was found, everything is
 * 0.
 */
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

/** By the number of fields, for each of the three results of schema compliance. */
const known = {
  true: new Map<number, Scores>(),
  false: new Map<number, Scores>(),
  null: new Map<number, Scores>(),
}

/**
 * One shared object for equal perfect scores: all fields correct, and the same number of them. Most outputs
 * of a good model have such scores, and a run of 100,000 examples would hold 200,000 copies, in the worker,
 * in transit and in the Vitest process. Other scores are returned as they are.
 */
export function shared(scores: Scores): Scores {
  const { parsed, jsonExact, fieldF1, fields, schemaCompliance } = scores
  const { correct, received, expected } = fields
  const perfect = parsed && jsonExact && fieldF1 === 1 && correct === expected && received === expected
  if (!perfect) return scores
  const ofKind = known[`${schemaCompliance}`]
  const first = ofKind.get(expected) ?? Object.freeze({ ...scores, fields: Object.freeze({ ...fields }) })
  ofKind.set(expected, first)
  return first
}
