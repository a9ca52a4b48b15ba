import { emptyObject, isRecord, type JsonObject } from '../../core/json/json.ts'
import { buildValue } from './build-value.ts'
import { readLines } from './read-lines.ts'
import { type Candidate, indexCandidates, recogniseSchema, wordsOf } from './recognise-schema.ts'
import { shapeOf } from './shape.ts'

/** JSON Schemas by name. */
export type SchemaRecord = Readonly<Record<string, unknown>>

/**
 * Extracts the value of a prompt in the benchmark's layout; the empty object if no schema has a key of the
 * prompt.
 */
export type PromptReader = (prompt: string) => JsonObject

/**
 * A parser for prompts of these schemas. The prompt itself must show which schema it was written from. Linear
 * in the length of the prompt, of bounded depth; never throws. Schemas that do not describe an object are
 * ignored.
 */
export function promptReader(schemas: SchemaRecord): PromptReader {
  const index = indexCandidates(Object.entries(schemas).flatMap(([id, schema]) => candidate(id, schema)))
  return (prompt) => {
    const read = readLines(prompt)
    const recognised = recogniseSchema(read, index)
    return recognised === null ? emptyObject() : buildValue(read.lines, recognised.shape)
  }
}

function candidate(id: string, schema: unknown): Candidate[] {
  const { object } = shapeOf(schema)
  if (object === null || object.fields.size === 0) return []
  const title = isRecord(schema) && typeof schema.title === 'string' ? schema.title : ''
  return [{ id, words: [...new Set([...wordsOf(id), ...wordsOf(title)])], shape: object }]
}
