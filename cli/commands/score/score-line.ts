import type { SchemaRegistry } from '../../../plugin/dataset/index.ts'
import { isRecord, type JsonObject } from '../../../plugin/model/json.ts'
import { type ReadOptions, readWholeJson } from '../../../plugin/model/parse-json.ts'
import type { Scores, ScoringMode } from '../../../plugin/model/scores.ts'
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

/** @param schemas what `strict` and `lenient` compliance is judged by; a line names its schema */
export function createLineScorer(mode: ScoringMode, schemas: SchemaRegistry | null): LineScorer {
  // The files of the official harness are Python's, which writes NaN.
  const reading: ReadOptions = { nonFinite: mode === 'official' }
  const validatorOf = validatorOfLine(schemas)
  return (text) => {
    const read = readWholeJson(text, reading)
    if (!read.ok) return { ok: false, problem: `no JSON: ${read.reason} (column ${read.offset + 1})` }
    const line = read.value
    if (!isRecord(line)) return { ok: false, problem: 'not a JSON object' }
    const { expected, output } = line
    if (expected === undefined)
      return { ok: false, problem: '"expected" is missing: the right answer, as JSON' }
    if (typeof output !== 'string')
      return {
        ok: false,
        problem: `"output" is ${output === undefined ? 'missing' : 'no string'}: the model's answer, as text`,
      }
    const { parsed, jsonExact, fieldF1, schemaCompliance } =
      mode === 'official'
        ? officialScores(output, expected)
        : scoreExtraction(extract(output, mode), expected, validatorOf(line))
    const score: LineScore = { parsed, jsonExact, fieldF1, schemaCompliance }
    const present = Object.hasOwn(line, 'score')
    return { ok: true, text: replaceMember(text, 'score', JSON.stringify(score), present, reading), score }
  }
}

/** The compiled schema that a line names (`schema_id`, or `schema_name`), null where it names none that is known. */
function validatorOfLine(schemas: SchemaRegistry | null): (line: JsonObject) => SchemaValidator | null {
  if (schemas === null) return () => null
  const validators = new SchemaValidators(schemas)
  return ({ id, schema_id, schema_name }) => {
    const schemaId = typeof schema_id === 'string' ? schema_id : schema_name
    if (typeof schemaId !== 'string') return null
    return validators.validatorFor({ id: typeof id === 'string' ? id : '', schemaId })
  }
}
