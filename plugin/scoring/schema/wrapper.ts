import { isRecord } from '../../core/json/json.ts'
import { listed, quoted } from '../../core/printable.ts'

/**
 * Keywords of all drafts that validate, refer, name or hold schemas. A schema without any of them accepts
 * every value.
 */
const KEYWORDS = new Set(
  (
    '$schema $id id $ref $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $defs definitions ' +
    'type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern ' +
    'items additionalItems prefixItems unevaluatedItems contains minContains maxContains maxItems minItems uniqueItems ' +
    'maxProperties minProperties required properties patternProperties additionalProperties unevaluatedProperties ' +
    'propertyNames dependencies dependentRequired dependentSchemas allOf anyOf oneOf not if then else format ' +
    'contentMediaType contentEncoding contentSchema'
  ).split(' '),
)

/** Keywords that only describe. */
const ANNOTATIONS = new Set(
  '$comment title description default examples example deprecated readOnly writeOnly nullable'.split(' '),
)

const TYPES = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'])

/** Keys under which tools and APIs put a schema. */
const HOLDERS = [
  'json_schema',
  'schema',
  'parameters',
  'input_schema',
  'inputSchema',
  'function',
  'response_format',
  'format',
]

/**
 * Rejects an object that wraps a schema, or anything else, in place of a schema: `{"name": …, "schema":
 * {…}}`. It would accept every value. An empty object, or one with annotations only, is accepted: it means
 * "every value".
 *
 * @throws {TypeError} that says what to do
 */
export function refuseWrapper(schema: unknown): void {
  if (!isRecord(schema)) return
  const foreign = Object.keys(schema).filter(
    (key) => !KEYWORDS.has(key) && !ANNOTATIONS.has(key) && !key.startsWith('x-'),
  )
  if (foreign.length === 0 || Object.keys(schema).some((key) => speaks(schema, key))) return
  const inner = heldSchema(schema)
  const way =
    inner === null
      ? 'A schema has keywords such as type, properties or required'
      : `Keep only the schema itself, which is under ${quoted(inner)}`
  throw new TypeError(
    `it has no keyword of JSON Schema (its keys are ${listed(Object.keys(schema), 8)}). ${way}`,
  )
}

/**
 * True for a keyword with an effect here: `$schema` only names the draft, and `"type": "function"` is not a
 * type.
 */
function speaks(schema: Record<string, unknown>, key: string): boolean {
  if (!KEYWORDS.has(key) || key === '$schema' || key === 'id') return false
  const value = schema[key]
  if (key === 'format') return typeof value === 'string'
  if (key !== 'type') return true
  return Array.isArray(value) || (typeof value === 'string' && TYPES.has(value))
}

/** The path of the schema inside this object; null if none is found. */
function heldSchema(wrapper: Record<string, unknown>, path = '', depth = 0): string | null {
  if (depth > 4) return null
  for (const key of HOLDERS) {
    const value = wrapper[key]
    if (!isRecord(value)) continue
    const here = path === '' ? key : `${path}.${key}`
    if (Object.keys(value).some((name) => speaks(value, name))) return here
    const deeper = heldSchema(value, here, depth + 1)
    if (deeper !== null) return deeper
  }
  return null
}
