import type { TSchema } from 'typebox'
import { isRecord } from '../json/json.ts'
import { ANNOTATIONS } from './rule-text.ts'

/** A JSON Schema (draft-07). */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * The same schema with `definitions`: every schema with the annotation `definition` is there once, by name, and referred to
 * from where it occurs. Compiled, each is a function of its own. One function for a whole report is too long for V8 to optimize, and
 * takes several times as long.
 */
export function withDefinitions(schema: TSchema): JsonSchema {
  return hoisted(schema, [])
}

/** {@link withDefinitions} without the annotations of this project, to be published. */
export function jsonSchema(schema: TSchema): JsonSchema {
  return hoisted(schema, ANNOTATIONS)
}

function hoisted(root: TSchema, leftOut: readonly string[]): JsonSchema {
  const definitions = new Map<string, JsonSchema>()
  const members = (schema: object): JsonSchema =>
    Object.fromEntries(
      Object.entries(schema)
        .filter(([keyword]) => !leftOut.includes(keyword))
        .map(([keyword, value]) => [keyword, inner(value)]),
    )
  const inner = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(inner)
    if (!isRecord(schema)) return schema
    const name = schema.definition
    if (typeof name !== 'string') return members(schema)
    if (!definitions.has(name)) definitions.set(name, members(schema))
    return { $ref: `#/definitions/${name}` }
  }
  const body = members(root)
  if (definitions.size === 0) return body
  const sorted = [...definitions].sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...body, definitions: Object.fromEntries(sorted) }
}
