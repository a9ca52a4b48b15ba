import { EdgejsonError } from '../../core/errors.ts'
import { isRecord, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'
import { stringifyJson } from '../../core/json/stringify.ts'
import { described, printable, quoted } from '../../core/printable.ts'
import { type ChatMessage, conversationText } from '../../records/chat-message.ts'
import type { Example } from '../../records/example.ts'
import { exampleId } from '../../records/example-id.ts'
import type { DatasetField } from '../../records/field-map.ts'
import { inlineSchemaName } from '../schemas/inline-schema.ts'
import type { SchemaRegistry } from '../schemas/schema-registry.ts'
import { acceptedValues } from './accepted-values.ts'
import { type Conversation, readConversation } from './conversation.ts'
import { expectedValue } from './expected-value.ts'
import type { FieldReader } from './field-reader.ts'
import type { GoldValues } from './gold-file.ts'
import type { LineProblem, LineProblemCode } from './line-problem.ts'
import { Unusable } from './unusable.ts'

/** The context of reading a line. */
export interface LineContext {
  /** The name of the file in messages. */
  readonly label: string
  readonly reader: FieldReader
  /** Gives the complexity of lines that have none; null without schemas. */
  readonly schemas: Pick<SchemaRegistry, 'entryFor'> | null
  /** The schema of lines that have none: a name, or the schema itself. */
  readonly schema?: string | JsonObject | undefined
  /** Expected values in a file of their own; null where they are in the lines. */
  readonly gold?: GoldValues | null
}

export type LineResult =
  | { readonly ok: true; readonly example: Example }
  | { readonly ok: false; readonly problem: LineProblem }

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

function readParts(object: JsonObject, id: string, line: number, context: LineContext): Example {
  const { reader, schemas } = context
  const { prompt, messages, answer } = readPrompt(object, reader)
  const { expected, accepted } = readExpected(object, id, context, answer)
  const { schemaId, schema } = readSchema(object, context)
  const complexity =
    readText(object, 'complexity', reader, false) ?? schemas?.entryFor({ id, schemaId })?.complexity ?? null
  const source = readText(object, 'source', reader, false)
  const slices = readSlices(object, reader)
  return {
    id,
    line,
    schemaId,
    ...(schema === null ? {} : { schema }),
    complexity,
    source,
    ...(slices === null ? {} : { slices }),
    critical: readCritical(object, reader),
    prompt,
    ...(messages === null ? {} : { messages }),
    expected,
    ...(accepted.length === 0 ? {} : { accepted }),
  }
}

/** A text, or the turns of a conversation. */
function readPrompt(
  object: JsonObject,
  reader: FieldReader,
): { prompt: string; messages: readonly ChatMessage[] | null; answer: Conversation['answer'] } {
  const value = reader.read(object, 'prompt')
  const isConversation = Array.isArray(value) && (value.length === 0 || value.some(isRecord))
  if (!isConversation) {
    return { prompt: readText(object, 'prompt', reader, true), messages: null, answer: null }
  }
  const { messages, answer } = readConversation(value, reader.nameOf('prompt', object))
  return { prompt: conversationText(messages), messages, answer }
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

interface ExpectedValues {
  readonly expected: JsonValue
  /** Further values that are right. */
  readonly accepted: readonly JsonValue[]
}

/**
 * The expected value and those that are accepted as well; without the first, the first accepted one is expected.
 *
 * @param answer the last turn of a conversation, which is the expected value where the line has no other
 */
function readExpected(
  object: JsonObject,
  id: string,
  { reader, gold = null }: LineContext,
  answer: string | null,
): ExpectedValues {
  if (gold !== null) return goldOf(id, gold)
  const own = reader.read(object, 'expected')
  const further = acceptedOf(reader.read(object, 'accepted'), reader.nameOf('accepted', object))
  const value = own === undefined && answer !== null && !reader.isMapped('expected') ? answer : own
  if (value === undefined) {
    const [expected, ...accepted] = further
    if (expected === undefined) throw missing(object, 'expected', reader)
    return { expected, accepted }
  }
  if (own === undefined && /^\s*```/.test(answer ?? '')) {
    throw new Unusable(
      'WRONG_TYPE',
      `the last turn of ${reader.nameOf('prompt', object)} begins with a code fence (${quoted(answer)}); it must be the ` +
        'expected JSON without a fence.',
    )
  }
  return { expected: parsedValue(value, reader.nameOf('expected', object)), accepted: further }
}

function parsedValue(value: JsonValue, name: string): JsonValue {
  const expected = expectedValue(value)
  if (expected.ok) return expected.value
  throw new Unusable(expected.code, `${name} ${expected.reason}`)
}

function acceptedOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const accepted = acceptedValues(value)
  if (accepted.ok) return accepted.values
  throw new Unusable(accepted.code, `${name} ${accepted.reason}`)
}

function goldOf(id: string, gold: GoldValues): ExpectedValues {
  const values = gold.take(id)
  if (values === undefined) {
    throw new Unusable(
      'MISSING_FIELD',
      `the gold file ${gold.label} has no line with the id ${quoted(id)}; add it there, or remove the example.`,
    )
  }
  const further = acceptedOf(values.accepted, `the list of accepted values in ${gold.label}`)
  if (values.expected !== undefined)
    return {
      expected: parsedValue(values.expected, `the expected value in ${gold.label}`),
      accepted: further,
    }
  const [expected = null, ...accepted] = further
  return { expected, accepted }
}

/** Metadata as texts, by the name of the slice; null without any. */
function readSlices(object: JsonObject, reader: FieldReader): Readonly<Record<string, string>> | null {
  const slices: Record<string, string> = Object.create(null)
  let any = false
  for (const [name, path, value] of reader.readSlices(object)) {
    if (value === undefined || value === null || value === '') continue
    if (typeof value === 'object') {
      throw new Unusable(
        'WRONG_TYPE',
        `${quoted(path)} (fields.slices) is ${described(value)}; it must be a text, a number, true or false.`,
      )
    }
    slices[name] = String(value)
    any = true
  }
  return any ? slices : null
}

interface SchemaOfLine {
  readonly schemaId: string | null
  /** A schema that is written in the line or in the header; null for a name. */
  readonly schema: JsonObject | null
}

/**
 * The JSON Schema of a line. The older format has an inline `schema` that lists fields and types. The v3 schema of the same
 * name is a different one (the expected values of the older format do not comply with it), so such a line names no schema
 * unless the user maps the field.
 */
function readSchema(object: JsonObject, { reader, schema: common }: LineContext): SchemaOfLine {
  const older = !reader.isMapped('schema') && isOlderFormat(object)
  const value = older ? undefined : reader.read(object, 'schema')
  if (value === undefined || value === null) {
    if (common === undefined || older) return { schemaId: null, schema: null }
    if (typeof common === 'string') return { schemaId: common, schema: null }
    return { schemaId: inlineSchemaName(common), schema: common }
  }
  // The keys `schema_id` and `schema_name` hold names.
  const mayBeInline = reader.isMapped('schema') || reader.nameOf('schema', object) === '"json_schema"'
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
