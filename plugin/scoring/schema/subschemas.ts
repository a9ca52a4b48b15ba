import { isRecord } from '../../core/json/json.ts'
import { pointerToken } from '../../core/json/pointer.ts'

/** A schema that is an object. */
export type SchemaObject = Record<string, unknown>

/** Where a keyword holds its subschemas. */
type Place = 'schema' | 'list' | 'map'

/** Keywords whose subschemas apply to the same value; of all drafts. */
const IN_PLACE: Readonly<Record<string, readonly Place[]>> = {
  allOf: ['list'],
  anyOf: ['list'],
  oneOf: ['list'],
  not: ['schema'],
  if: ['schema'],
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: ['schema'],
  else: ['schema'],
  dependentSchemas: ['map'],
  dependencies: ['map'],
}

/**
 * Keywords whose subschemas apply to a member, an item or a name, or to nothing by themselves; of all drafts.
 */
const ELSEWHERE: Readonly<Record<string, readonly Place[]>> = {
  properties: ['map'],
  patternProperties: ['map'],
  additionalProperties: ['schema'],
  propertyNames: ['schema'],
  unevaluatedProperties: ['schema'],
  items: ['schema', 'list'],
  prefixItems: ['list'],
  additionalItems: ['schema'],
  unevaluatedItems: ['schema'],
  contains: ['schema'],
  contentSchema: ['schema'],
  $defs: ['map'],
  definitions: ['map'],
}

/** The subschemas that apply to the same value as this schema. References are not followed. */
export function inPlaceSubschemas(schema: SchemaObject): SchemaObject[] {
  return subschemasOf(schema, IN_PLACE).map((found) => found.schema)
}

/**
 * Calls back with the schema and with every subschema that is an object, of any draft, and its JSON Pointer (RFC 6901;
 * empty for the schema itself).
 */
export function visitSchemas(schema: unknown, visit: (schema: SchemaObject, pointer: string) => void): void {
  const waiting: Located[] = isRecord(schema) ? [{ schema, pointer: '' }] : []
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { schema: found, pointer } = next
    visit(found, pointer)
    const below = [...subschemasOf(found, IN_PLACE), ...subschemasOf(found, ELSEWHERE)]
    waiting.push(...below.map((each) => ({ ...each, pointer: pointer + each.pointer })))
  }
}

interface Located {
  readonly schema: SchemaObject
  readonly pointer: string
}

function subschemasOf(schema: SchemaObject, places: Readonly<Record<string, readonly Place[]>>): Located[] {
  const found: { schema: unknown; pointer: string }[] = []
  for (const key of Object.keys(schema)) {
    const value = schema[key]
    for (const place of Object.hasOwn(places, key) ? (places[key] ?? []) : []) {
      if (place === 'schema') found.push({ schema: value, pointer: `/${key}` })
      else if ((place === 'list' && Array.isArray(value)) || (place === 'map' && isRecord(value)))
        for (const [name, schema] of Object.entries(value))
          found.push({ schema, pointer: `/${key}/${pointerToken(name)}` })
    }
  }
  return found.filter((each): each is Located => isRecord(each.schema))
}
