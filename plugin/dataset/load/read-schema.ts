import { isObject, isRecord, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import { stringifyJson } from '../../core/json/stringify.ts'
import { inlineSchemaName } from '../schemas/inline-schema.ts'
import { expectedValue } from './expected-value.ts'
import { wrongType } from './field-problem.ts'
import type { FieldReader } from './field-reader.ts'
import type { LineContext } from './line-context.ts'
import { readText } from './read-text.ts'
import { Unusable } from './unusable.ts'

/** The JSON Schema of a line: a name, and the schema itself where the dataset holds it. */
export interface SchemaOfLine {
  readonly schemaId: string | null
  /** A schema that is written in the line or in the header; null for a name. */
  readonly schema: JsonObject | null
}

/**
 * The JSON Schema of a line. The older format has an inline `schema` that lists fields and types. The v3 schema of the same
 * name is a different one (the expected values of the older format do not comply with it), so such a line names no schema
 * unless the user maps the field.
 *
 * @throws {Unusable} for a schema that is not a JSON object, or not JSON
 */
export function readSchema(object: JsonObject, { reader, schema: common }: LineContext): SchemaOfLine {
  const older = !reader.isMapped('schema') && isOlderFormat(object)
  const value = older ? undefined : reader.read(object, 'schema')
  if (value === undefined || value === null) {
    if (common === undefined || older) return { schemaId: null, schema: null }
    if (typeof common === 'string') return { schemaId: common, schema: null }
    return { schemaId: inlineSchemaName(common), schema: common }
  }
  // The keys `schema_id` and `schema_name` hold names.
  const mayBeInline = reader.isMapped('schema') || reader.nameOf('schema', object) === '"json_schema"'
  if (mayBeInline && typeof value !== 'string' && !isObject(value)) {
    const rule = 'a JSON Schema (an object, or the JSON text of one), or the name of one'
    throw wrongType(object, 'schema', value, reader, rule)
  }
  const inline = mayBeInline ? inlineSchema(object, value, reader) : null
  if (inline === null) return { schemaId: readText(object, 'schema', reader, false), schema: null }
  return { schemaId: inlineSchemaName(inline), schema: inline }
}

/** An object, or the JSON text of one; null for a name. */
function inlineSchema(object: JsonObject, value: JsonValue, reader: FieldReader): JsonObject | null {
  if (!isObject(value) && (typeof value !== 'string' || !/^\s*\{/.test(value))) return null
  const read = expectedValue(value)
  // As schemas are read from files: plain objects, and numbers that are no bigint.
  if (read.ok && isObject(read.value)) return JSON.parse(stringifyJson(read.value)) as JsonObject
  throw new Unusable(
    read.ok ? 'WRONG_TYPE' : read.code,
    `${reader.nameOf('schema', object)} ${read.ok ? 'is no JSON Schema.' : read.reason}`,
  )
}

function isOlderFormat(line: JsonObject): boolean {
  if (Object.hasOwn(line, 'schema_id') || !Object.hasOwn(line, 'schema')) return false
  const { schema } = line
  return isRecord(schema) && Object.hasOwn(schema, 'fields')
}
