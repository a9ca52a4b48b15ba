import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { isRecord, type JsonObject } from '../../../plugin/core/json/json.ts'
import { type ReadOptions, readWholeJson } from '../../../plugin/core/json/parse.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import { expectedValue, type SchemaRegistry } from '../../../plugin/dataset/index.ts'
import type { Scores, ScoringMode } from '../../../plugin/records/scores.ts'
import {
  extract,
  officialScores,
  type SchemaValidator,
  SchemaValidators,
  scoreExtraction,
} from '../../../plugin/scoring/index.ts'
import { replaceMember } from './replace-member.ts'

/** What `edgejson score` adds to a line. */
export type LineScore = Pick<Scores, 'parsed' | 'jsonExact' | 'fieldF1' | 'schemaCompliance'>

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
}

export function createLineScorer(scoring: LineScoring): LineScorer {
  const { mode, schemas, backtrackingPatterns, reasoningOpened } = scoring
  // The files of the official harness are Python's, which writes NaN.
  const reading: ReadOptions = { nonFinite: mode === 'official', uniqueKeys: true }
  const validatorOf = validatorOfLine(schemas, backtrackingPatterns)
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
    const key = ['expected_output', 'expected'].find((each) => Object.hasOwn(line, each)) ?? 'expected'
    const stated = line[key]
    if (stated === undefined)
      return { ok: false, problem: '"expected" is missing: the expected value, as JSON' }
    if (typeof output !== 'string')
      return {
        ok: false,
        problem: `"output" is ${output === undefined ? 'missing' : 'not a string'}: it must be the output text of the model`,
      }
    const wanted = expectedValue(stated, { nonFinite: mode === 'official' })
    if (!wanted.ok) return { ok: false, problem: `"${key}" ${wanted.reason}` }
    const expected = wanted.value
    let scores: Scores
    try {
      scores =
        mode === 'official'
          ? officialScores(output, expected)
          : scoreExtraction(extract(output, mode, { reasoningOpened }), expected, validatorOf(line))
    } catch (error) {
      // A value that cannot be judged within its bound of work has no score.
      if (error instanceof EdgejsonError && error.code === 'WORK_LIMIT')
        return { ok: false, problem: error.text }
      throw error
    }
    const { parsed, jsonExact, fieldF1, schemaCompliance } = scores
    const score: LineScore = { parsed, jsonExact, fieldF1, schemaCompliance }
    const present = Object.hasOwn(line, 'score')
    return { ok: true, text: replaceMember(text, 'score', JSON.stringify(score), present, reading), score }
  }
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
