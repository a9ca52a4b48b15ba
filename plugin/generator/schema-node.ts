import { EdgejsonError } from '../core/errors.ts'
import { isRecord, type JsonScalar } from '../core/json/json.ts'
import { quoted } from '../core/printable.ts'
import type { Random } from './random.ts'

export type NodeType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'

/** The part of a JSON Schema (draft-07) that expected values and prompts are made from. */
export interface SchemaNode {
  /** Null if the schema leaves the type open; the value is then a word. */
  readonly type: NodeType | null
  readonly title: string | null
  /** Of an object, in the order of the schema. Empty for an open object, whose value is always `{}`. */
  readonly properties: ReadonlyMap<string, SchemaNode>
  readonly required: ReadonlySet<string>
  /** Of an array. */
  readonly items: SchemaNode | null
  readonly enum: readonly JsonScalar[] | null
  readonly format: string | null
  readonly pattern: RegExp | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly minLength: number
  readonly maxLength: number
  readonly minItems: number
  readonly maxItems: number
  /** Makes a scalar here if its name gives no hint. */
  readonly make?: (random: Random, limits: TextLimits) => JsonScalar
}

/** Limits on texts: not every style of prompt can show line breaks and quotation marks. */
export interface TextLimits {
  /** True when the prompt shows a value as it is, line breaks and double quotes included. */
  readonly verbatim: boolean
}

/** An object without known properties: its value is `{}`. */
export const openObject: SchemaNode = {
  type: 'object',
  title: null,
  properties: new Map(),
  required: new Set(),
  items: null,
  enum: null,
  format: null,
  pattern: null,
  minimum: null,
  maximum: null,
  minLength: 0,
  maxLength: Number.POSITIVE_INFINITY,
  minItems: 0,
  maxItems: Number.POSITIVE_INFINITY,
}

const maxDepth = 24
const types: readonly string[] = ['object', 'array', 'string', 'number', 'integer', 'boolean']
/** Keywords of all drafts that the generator does not support. */
const unsupported = (
  '$ref $dynamicRef $recursiveRef allOf anyOf oneOf not if then else multipleOf exclusiveMinimum exclusiveMaximum ' +
  'patternProperties propertyNames minProperties maxProperties unevaluatedProperties dependencies dependentRequired ' +
  'dependentSchemas prefixItems additionalItems unevaluatedItems contains minContains maxContains uniqueItems ' +
  'contentEncoding contentMediaType contentSchema'
).split(' ')

/**
 * Parses a JSON Schema of unknown origin. `name` appears in messages.
 *
 * @throws EdgejsonError `BAD_SCHEMA` if it uses a keyword that the generator does not support.
 */
export function readSchemaNode(value: unknown, name: string): SchemaNode {
  return readNode(value, name, '$', 0)
}

function readNode(value: unknown, name: string, path: string, depth: number): SchemaNode {
  const refuse = (problem: string): never => {
    throw new EdgejsonError('BAD_SCHEMA', `schema ${quoted(name)} at ${path}: ${problem}`)
  }
  if (!isRecord(value)) return refuse(`expected an object, got ${quoted(value, 80)}`)
  if (depth > maxDepth) return refuse(`it is nested deeper than ${maxDepth} levels; flatten it`)
  for (const keyword of unsupported) {
    if (Object.hasOwn(value, keyword)) {
      refuse(`the keyword "${keyword}" is not supported by the generator; write the schema without it`)
    }
  }
  const { title, properties, required, items, format, pattern } = value
  const type = typeWithoutNull(value.type)
  const choices = choicesOf(value)
  if (choices?.length === 0) refuse('"enum" lists no string, number or boolean, or "const" is not a scalar')
  const odd = choices?.find((choice) => typeof choice === 'string' && !isOneLine(choice))
  if (odd !== undefined)
    refuse(
      `"enum" has ${quoted(odd)}, which no prompt can show; it must be one line without spaces around it`,
    )
  if (type !== undefined && !isNodeType(type)) {
    refuse(
      `"type" is ${quoted(value.type)}; the generator knows ${types.join(', ')}, and a list of one of them and "null"`,
    )
  }

  const children = new Map<string, SchemaNode>()
  if (isRecord(properties)) {
    const words = new Map<string, string>()
    for (const [key, child] of Object.entries(properties)) {
      if (!/^[\p{L}\p{N}_$ -]+$/u.test(key)) {
        refuse(
          `the property name ${quoted(key)} has other characters than letters, digits, _, -, $ and space`,
        )
      }
      const other = words.get(key.replaceAll('_', ' ').toLowerCase())
      if (other !== undefined) refuse(`"${other}" and "${key}" read the same in words; rename one`)
      words.set(key.replaceAll('_', ' ').toLowerCase(), key)
      children.set(key, readNode(child, name, `${path}.${key}`, depth + 1))
    }
  }
  const missing = stringsOf(required).find((key) => !children.has(key))
  if (missing !== undefined) refuse(`"${missing}" is required but has no entry under "properties"`)

  const item = items === undefined ? null : readNode(items, name, `${path}[]`, depth + 1)
  if (item?.type === 'array')
    refuse('a list of lists has no unambiguous prompt; wrap the inner list in an object')
  if (item?.type === 'object' && item.properties.size === 0) {
    refuse('a list of objects without "properties" has no unambiguous prompt; name the properties')
  }

  return {
    type: isNodeType(type) ? type : children.size > 0 ? 'object' : item ? 'array' : null,
    title: typeof title === 'string' ? title : null,
    properties: children,
    required: new Set(stringsOf(required)),
    items: item,
    enum: choices,
    format: typeof format === 'string' ? format : null,
    pattern: typeof pattern === 'string' ? readPattern(pattern, refuse) : null,
    minimum: numberOr(value.minimum, null),
    maximum: numberOr(value.maximum, null),
    minLength: numberOr(value.minLength, 0),
    maxLength: numberOr(value.maxLength, Number.POSITIVE_INFINITY),
    minItems: numberOr(value.minItems, 0),
    maxItems: numberOr(value.maxItems, Number.POSITIVE_INFINITY),
  }
}

/** The type of a value that is not null: a nullable value is always generated. */
function typeWithoutNull(type: unknown): unknown {
  if (!Array.isArray(type)) return type
  const others = type.filter((each) => each !== 'null')
  return others.length === 1 ? others[0] : type
}

function choicesOf(schema: Record<string, unknown>): JsonScalar[] | null {
  if (Object.hasOwn(schema, 'const')) return [schema.const].filter(isScalar)
  return Array.isArray(schema.enum) ? schema.enum.filter(isScalar) : null
}

function readPattern(pattern: string, refuse: (problem: string) => never): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    // ajv compiles with the u flag, with the same fallback for patterns that escape more than the flag
    // allows.
  }
  try {
    return new RegExp(pattern)
  } catch {
    return refuse(`"pattern" is not a regular expression: ${quoted(pattern)}`)
  }
}

/** True for text that a line of a prompt can show: not empty, no control characters, no space around it. */
export function isOneLine(text: string): boolean {
  return text !== '' && text.trim() === text && !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)
}

function isNodeType(value: unknown): value is NodeType {
  return typeof value === 'string' && types.includes(value)
}

function isScalar(value: unknown): value is JsonScalar {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

function numberOr<T>(value: unknown, fallback: T): number | T {
  return typeof value === 'number' ? value : fallback
}
