import { EdgejsonError } from '../../core/errors.ts'
import { isRecord, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'
import { described, printable, quoted } from '../../core/printable.ts'
import type { Example } from '../../records/example.ts'
import { exampleId } from '../../records/example-id.ts'
import type { SchemaRegistry } from '../schemas/schema-registry.ts'
import { expectedValue } from './expected-value.ts'
import type { DatasetField, FieldReader } from './field-map.ts'
import type { LineProblem, LineProblemCode } from './line-problem.ts'

/** The context of reading a line. */
export interface LineContext {
  /** The name of the file in messages. */
  readonly label: string
  readonly reader: FieldReader
  /** Gives the complexity of lines that have none; null without schemas. */
  readonly schemas: Pick<SchemaRegistry, 'entryFor'> | null
}

export type LineResult =
  | { readonly ok: true; readonly example: Example }
  | { readonly ok: false; readonly problem: LineProblem }

/** Thrown and caught while one line is read. */
class Unusable {
  readonly code: LineProblemCode
  readonly reason: string

  constructor(code: LineProblemCode, reason: string) {
    this.code = code
    this.reason = reason
  }
}

export function lineProblem(
  label: string,
  line: number,
  code: LineProblemCode,
  reason: string,
  id?: string,
): LineProblem {
  return { line, ...(id === undefined ? {} : { id }), code, message: `${label}:${line}: ${reason}`, reason }
}

/**
 * The example on one line of a dataset.
 *
 * @throws {EdgejsonError} `BAD_DATASET` with file:line if the line is not a valid example.
 */
export function parseExampleLine(text: string, line: number, context: LineContext): Example {
  const result = readExampleLine(text, line, context)
  if (result.ok) return result.example
  throw new EdgejsonError('BAD_DATASET', result.problem.message)
}

/** {@link parseExampleLine} for callers that expect broken lines. */
export function readExampleLine(text: string, line: number, context: LineContext): LineResult {
  let id: string | undefined
  try {
    const object = readObject(text)
    id = readId(object, line, context.reader)
    return { ok: true, example: readParts(object, id, line, context) }
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    return { ok: false, problem: lineProblem(context.label, line, error.code, error.reason, id) }
  }
}

function readObject(text: string): JsonObject {
  const parsed = readWholeJson(text, { uniqueKeys: true })
  if (!parsed.ok) {
    if (parsed.duplicate !== undefined) {
      throw new Unusable(
        'DUPLICATE_KEY',
        `the key ${quoted(parsed.duplicate)} occurs twice in one object, column ${parsed.offset + 1}; keep one, ` +
          'because only one of two values would count.',
      )
    }
    const from = Math.max(0, parsed.offset - 20)
    throw new Unusable(
      'INVALID_JSON',
      `the line is not JSON: ${printable(parsed.reason)}, column ${parsed.offset + 1}, near ${quoted(text.slice(from, from + 50))}; ` +
        'each line must be one JSON object.',
    )
  }
  if (isObject(parsed.value)) return parsed.value
  throw new Unusable(
    'NOT_AN_OBJECT',
    `the line is ${described(parsed.value)}; each line must be one JSON object.`,
  )
}

function readParts(object: JsonObject, id: string, line: number, { reader, schemas }: LineContext): Example {
  const prompt = readText(object, 'prompt', reader, true)
  const expected = readExpected(object, reader)
  const schemaId = readSchemaId(object, reader)
  const complexity =
    readText(object, 'complexity', reader, false) ?? schemas?.entryFor({ id, schemaId })?.complexity ?? null
  const source = readText(object, 'source', reader, false)
  return { id, line, schemaId, complexity, source, critical: readCritical(object, reader), prompt, expected }
}

/**
 * The id, or one made from the line number (`contact_info-12`, `line-12`) if the format has none. EdgeJSON v3
 * has ids, so a v3 line without one is broken.
 */
function readId(object: JsonObject, line: number, reader: FieldReader): string {
  const value = reader.read(object, 'id')
  if (value === undefined) {
    const needed = reader.isMapped('id') || (!reader.mapped && Object.hasOwn(object, 'schema_id'))
    if (needed) throw missing(object, 'id', reader)
    const schema = reader.read(object, 'schema')
    return exampleId(`${typeof schema === 'string' && schema.trim() !== '' ? schema : 'line'}-${line}`)
  }
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value)))
    return String(value)
  if (typeof value !== 'string') throw wrongType(object, 'id', value, reader, 'a text')
  if (value.trim() === '') throw empty(object, 'id', value, reader)
  return exampleId(value)
}

function readText(object: JsonObject, field: DatasetField, reader: FieldReader, required: true): string
function readText(
  object: JsonObject,
  field: DatasetField,
  reader: FieldReader,
  required: false,
): string | null
function readText(
  object: JsonObject,
  field: DatasetField,
  reader: FieldReader,
  required: boolean,
): string | null {
  const value = reader.read(object, field)
  if (value === undefined && required) throw missing(object, field, reader)
  if (!required && (value === undefined || value === null)) return null
  if (typeof value !== 'string') throw wrongType(object, field, value, reader, 'a text')
  if (value.trim() === '') throw empty(object, field, value, reader)
  return value
}

function readExpected(object: JsonObject, reader: FieldReader): JsonValue {
  const value = reader.read(object, 'expected')
  if (value === undefined) throw missing(object, 'expected', reader)
  const expected = expectedValue(value)
  if (expected.ok) return expected.value
  throw new Unusable(expected.code, `${reader.nameOf('expected', object)} ${expected.reason}`)
}

/**
 * The name of the line's JSON Schema. The older format has an inline `schema` that lists fields and types.
 * The v3 schema of the same name is a different one (the expected values of the older format do not comply
 * with it), so such a line names no schema unless the user maps the field.
 */
function readSchemaId(object: JsonObject, reader: FieldReader): string | null {
  if (!reader.isMapped('schema') && isOlderFormat(object)) return null
  return readText(object, 'schema', reader, false)
}

function isOlderFormat(line: JsonObject): boolean {
  if (Object.hasOwn(line, 'schema_id') || !Object.hasOwn(line, 'schema')) return false
  const { schema } = line
  return isRecord(schema) && Object.hasOwn(schema, 'fields')
}

function readCritical(object: JsonObject, reader: FieldReader): boolean {
  const value = reader.read(object, 'critical')
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw wrongType(object, 'critical', value, reader, 'true or false')
  return value
}

function missing(object: JsonObject, field: DatasetField, reader: FieldReader): Unusable {
  const keys = Object.keys(object)
  const shown = keys.slice(0, 8).map((key) => quoted(key, 30))
  const has =
    keys.length === 0
      ? 'the object is empty'
      : `its keys are ${shown.join(', ')}${keys.length > 8 ? ', …' : ''}`
  return new Unusable(
    'MISSING_FIELD',
    `the line has no ${reader.nameOf(field)}; ${has}. ` +
      (reader.isMapped(field)
        ? `Correct the option fields.${field}.`
        : `Add it, or name its field with the option fields.${field}.`),
  )
}

function wrongType(
  object: JsonObject,
  field: DatasetField,
  value: JsonValue | undefined,
  reader: FieldReader,
  rule: string,
): Unusable {
  return new Unusable(
    'WRONG_TYPE',
    `${reader.nameOf(field, object)} is ${described(value)}; it must be ${rule}.`,
  )
}

function empty(object: JsonObject, field: DatasetField, value: string, reader: FieldReader): Unusable {
  return new Unusable(
    'EMPTY_FIELD',
    `${reader.nameOf(field, object)} is ${quoted(value)}; it must not be blank.`,
  )
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
