import { isRecord, type JsonObject, type JsonValue } from '../../../plugin/core/json/json.ts'
import { type ReadOptions, readWholeJson } from '../../../plugin/core/json/parse.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import { acceptedValues, expectedValue, type SchemaRegistry } from '../../../plugin/dataset/index.ts'
import { acceptableValues } from '../../../plugin/records/example.ts'
import { primaryScores } from '../../../plugin/records/primary-scores.ts'
import type { ScoreCard, Scores, ScoringMode } from '../../../plugin/records/scores.ts'
import {
  bestScores,
  extract,
  officialScores,
  type SchemaValidator,
  SchemaValidators,
  scoreBest,
  scoreExtraction,
} from '../../../plugin/scoring/index.ts'
import type { LoadedScoring } from '../../../plugin/scoring/rules/load-scoring.ts'
import { isUnscored } from '../../../plugin/scoring/unscored.ts'
import { replaceMember } from './replace-member.ts'

/** What `edgejson score` adds to a line. */
export type LineScore = Pick<Scores, 'parsed' | 'jsonExact' | 'fieldF1' | 'schemaCompliance'> &
  Pick<ScoreCard, 'ownMetric'>

export type ScoredLine =
  | { readonly ok: true; readonly text: string; readonly score: LineScore }
  | { readonly ok: false; readonly problem: string }

/** Scores the line's `output` against its `expected` and writes the line with a `score`, all else unchanged. */
export type LineScorer = (text: string) => ScoredLine

/** How lines are scored. */
export interface LineScoring {
  readonly mode: ScoringMode
  /** What `strict` and `lenient` compliance is judged by; a line names its schema. */
  readonly schemas: SchemaRegistry | null
  /** See `SchemaOptions`. */
  readonly backtrackingPatterns: readonly string[]
  /** Start marker of the reasoning block that every prompt opened; undefined for none. */
  readonly reasoningOpened: string | undefined
  /** Scoring rules for the lenient value (the mode `task`) and own metric; null for none. */
  readonly scoring: LoadedScoring | null
}

export function createLineScorer(scoring: LineScoring): LineScorer {
  const { mode, schemas, backtrackingPatterns, reasoningOpened, scoring: own } = scoring
  // The files of the official harness are Python's, which writes NaN.
  const reading: ReadOptions = { nonFinite: mode === 'official', uniqueKeys: true }
  const validatorOf = validatorOfLine(schemas, backtrackingPatterns)
  const scoresOf = (
    output: string,
    acceptable: readonly JsonValue[],
    line: JsonObject,
  ): Scores & Pick<ScoreCard, 'ownMetric'> => {
    if (own !== null) {
      const card = scoreBest(acceptable, { output, reasoningOpened, ...own, schema: validatorOf(line) })
      const { ownMetric } = card
      return { ...primaryScores(card), ...(ownMetric === undefined ? {} : { ownMetric }) }
    }
    if (mode === 'official') return bestScores(acceptable, (expected) => officialScores(output, expected))
    const extraction = extract(output, mode, { reasoningOpened })
    const validator = validatorOf(line)
    return bestScores(acceptable, (expected) => scoreExtraction(extraction, expected, validator))
  }
  return (text) => {
    const read = readWholeJson(text, reading)
    if (!read.ok) {
      const place = `(column ${read.offset + 1})`
      return {
        ok: false,
        problem:
          read.duplicate === undefined
            ? `no JSON: ${read.reason} ${place}`
            : `the key ${quoted(read.duplicate)} occurs twice in one object ${place}; keep one`,
      }
    }
    const line = read.value
    if (!isRecord(line)) return { ok: false, problem: 'not a JSON object' }
    const { output } = line
    const right = acceptableOf(line, reading)
    if (!right.ok) return right
    if (typeof output !== 'string')
      return {
        ok: false,
        problem: `"output" is ${output === undefined ? 'missing' : 'not a string'}: it must be the output text of the model`,
      }
    let scores: ReturnType<typeof scoresOf>
    try {
      scores = scoresOf(output, right.values, line)
    } catch (error) {
      // A value that cannot be judged within its bound of work has no score.
      if (isUnscored(error)) return { ok: false, problem: error.text }
      throw error
    }
    const { parsed, jsonExact, fieldF1, schemaCompliance, ownMetric } = scores
    const score: LineScore = {
      parsed,
      jsonExact,
      fieldF1,
      schemaCompliance,
      ...(ownMetric === undefined ? {} : { ownMetric }),
    }
    const present = Object.hasOwn(line, 'score')
    return { ok: true, text: replaceMember(text, 'score', JSON.stringify(score), present, reading), score }
  }
}

/** The line's expected value and those that are accepted as well; without the first, the first accepted one is expected. */
function acceptableOf(
  line: JsonObject,
  reading: ReadOptions,
): { ok: true; values: readonly JsonValue[] } | { ok: false; problem: string } {
  const options: ReadOptions = { nonFinite: reading.nonFinite ?? false }
  const accepted = acceptedValues(line.accepted, options)
  if (!accepted.ok) return { ok: false, problem: `"accepted" ${accepted.reason}` }
  const key = ['expected_output', 'expected'].find((each) => Object.hasOwn(line, each))
  const stated = key === undefined ? undefined : line[key]
  if (stated === undefined)
    return accepted.values.length > 0
      ? accepted
      : { ok: false, problem: '"expected" is missing: the expected value, as JSON' }
  const expected = expectedValue(stated, options)
  if (!expected.ok) return { ok: false, problem: `"${key}" ${expected.reason}` }
  return { ok: true, values: acceptableValues({ expected: expected.value, accepted: accepted.values }) }
}

/** The compiled schema that a line names (`schema_id`, or `schema_name`), null where it names none that is known. */
function validatorOfLine(
  schemas: SchemaRegistry | null,
  backtrackingPatterns: readonly string[],
): (line: JsonObject) => SchemaValidator | null {
  if (schemas === null) return () => null
  const validators = new SchemaValidators(schemas, { backtrackingPatterns })
  return ({ id, schema_id, schema_name }) => {
    const schemaId = typeof schema_id === 'string' ? schema_id : schema_name
    if (typeof schemaId !== 'string') return null
    return validators.validatorFor({ id: typeof id === 'string' ? id : '', schemaId })
  }
}
