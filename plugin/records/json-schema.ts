import type { TSchema } from 'typebox'
import { isRecord } from '../core/json/json.ts'
import { ANNOTATIONS } from '../core/schema/rule-text.ts'

/** A JSON Schema (draft-07). */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * A schema of records as JSON Schema: schemas with the annotation `definition` are named below `definitions` and referred
 * to, and no annotation of this project is left.
 */
export function jsonSchema(schema: TSchema): JsonSchema {
  const definitions = new Map<string, JsonSchema>()
  const body = Object.fromEntries(members(schema, definitions))
  const sorted = [...definitions].sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...body, definitions: Object.fromEntries(sorted) }
}

function published(schema: unknown, definitions: Map<string, JsonSchema>): unknown {
  if (Array.isArray(schema)) return schema.map((each) => published(each, definitions))
  if (!isRecord(schema)) return schema
  const name = schema.definition
  if (typeof name !== 'string') return Object.fromEntries(members(schema, definitions))
  if (!definitions.has(name)) {
    // Before its members, so that the map keeps one entry for a schema that occurs more than once.
    definitions.set(name, {})
    definitions.set(name, Object.fromEntries(members(schema, definitions)))
  }
  return { $ref: `#/definitions/${name}` }
}

function members(schema: object, definitions: Map<string, JsonSchema>): [string, unknown][] {
  return Object.entries(schema)
    .filter(([keyword]) => !ANNOTATIONS.some((annotation) => annotation === keyword))
    .map(([keyword, value]) => [keyword, published(value, definitions)])
}
