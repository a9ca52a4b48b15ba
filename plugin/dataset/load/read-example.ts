import { EdgejsonError } from '../../core/errors.ts'
import { isObject, isRecord, type JsonObject } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'
import { described, printable, quoted } from '../../core/printable.ts'
import { type ChatMessage, conversationText } from '../../records/chat-message.ts'
import type { Example } from '../../records/example.ts'
import { exampleId } from '../../records/example-id.ts'
import { type Conversation, readConversation } from './conversation.ts'
import { empty, missing, wrongType } from './field-problem.ts'
import type { FieldReader } from './field-reader.ts'
import type { LineContext } from './line-context.ts'
import { type LineProblem, lineProblem } from './line-problem.ts'
import { readExpected } from './read-expected.ts'
import { readSchema } from './read-schema.ts'
import { readText } from './read-text.ts'
import { Unusable } from './unusable.ts'

export type LineResult =
  | { readonly ok: true; readonly example: Example }
  | { readonly ok: false; readonly problem: LineProblem }

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
  if (expected === undefined && schemaId === null) {
    throw new Unusable(
      'MISSING_FIELD',
      'the line has neither an expected value nor a schema, so nothing can be scored; add one of them.',
    )
  }
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
    ...(expected === undefined ? {} : { expected }),
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

function readCritical(object: JsonObject, reader: FieldReader): boolean {
  const value = reader.read(object, 'critical')
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw wrongType(object, 'critical', value, reader, 'true or false')
  return value
}
