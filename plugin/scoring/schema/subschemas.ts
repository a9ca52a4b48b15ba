import { isRecord } from '../../core/json/json.ts'

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
  return subschemasOf(schema, IN_PLACE)
}

/** Calls back with the schema and with every subschema that is an object, of any draft. */
export function visitSchemas(schema: unknown, visit: (schema: SchemaObject) => void): void {
  const waiting = [schema]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isRecord(next)) continue
    visit(next)
    waiting.push(...subschemasOf(next, IN_PLACE), ...subschemasOf(next, ELSEWHERE))
  }
}

function subschemasOf(
  schema: SchemaObject,
  places: Readonly<Record<string, readonly Place[]>>,
): SchemaObject[] {
  const found: unknown[] = []
  for (const key of Object.keys(schema)) {
    const value = schema[key]
    for (const place of Object.hasOwn(places, key) ? (places[key] ?? []) : []) {
      if (place === 'schema') found.push(value)
      else if (place === 'list' && Array.isArray(value)) found.push(...value)
      else if (place === 'map' && isRecord(value)) found.push(...Object.values(value))
    }
  }
  return found.filter(isRecord)
}
