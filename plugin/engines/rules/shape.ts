import { isRecord, type JsonScalar } from '../../core/json/json.ts'
import { labelOf } from './label.ts'

export type ScalarType = 'null' | 'boolean' | 'number' | 'string'

/** What is allowed at one place, as far as reading a prompt needs it. */
export interface Shape {
  /** Types that a value on the line itself may have; empty if only a container is allowed. */
  readonly scalars: ReadonlySet<ScalarType>
  /** The values of an `enum`. */
  readonly choices: readonly JsonScalar[] | null
  readonly object: ObjectShape | null
  readonly list: ListShape | null
}

export interface ObjectShape {
  /** Declared properties by label. Empty for an open object, whose keys are only in the prompt. */
  readonly fields: ReadonlyMap<string, Field>
  /** Labels of the required properties. */
  readonly required: ReadonlySet<string>
  /** The shape of undeclared keys in an open object. */
  readonly others: Shape
}

export interface Field {
  readonly key: string
  /** Index among the properties of the schema, from 0; the prompt keeps this order. */
  readonly index: number
  readonly shape: Shape
}

export interface ListShape {
  readonly item: Shape
}

/** Schemas that are nested deeper are treated as unconstrained from there on. */
const MAX_SCHEMA_DEPTH = 64
const EVERY_SCALAR: readonly ScalarType[] = ['null', 'boolean', 'number', 'string']

/** A shape that allows everything. The type of a value then follows from its text. */
export const ANY_SHAPE: Shape = anyShape()

function anyShape(): Shape {
  const scalars = new Set(EVERY_SCALAR)
  const object: ObjectShape = {
    fields: new Map(),
    required: new Set(),
    // Everything inside an open place is open too.
    get others() {
      return any
    },
  }
  const any: Shape = {
    scalars,
    choices: null,
    object,
    list: { item: { scalars, choices: null, object: null, list: null } },
  }
  return any
}

/**
 * Reads the part of a JSON Schema that defines places and types: `type`, `properties`, `required`, `items`,
 * `enum`, and `additionalProperties` of an object without properties. Unsupported keywords (`$ref`, `anyOf`,
 * …) allow everything. Never throws.
 */
export function shapeOf(schema: unknown): Shape {
  return readShape(schema, 0)
}

function readShape(schema: unknown, depth: number): Shape {
  if (!isRecord(schema) || depth > MAX_SCHEMA_DEPTH) return ANY_SHAPE
  const types = typesOf(schema)
  if (types === null) return ANY_SHAPE
  const scalars = new Set<ScalarType>()
  for (const type of types) {
    if (type === 'integer') scalars.add('number')
    else if (isScalarType(type)) scalars.add(type)
  }
  return {
    scalars,
    choices: Array.isArray(schema.enum) ? schema.enum.filter(isChoice) : null,
    object: types.includes('object') ? readObject(schema, depth) : null,
    list: types.includes('array') ? { item: readShape(schema.items, depth + 1) } : null,
  }
}

function readObject(schema: Record<string, unknown>, depth: number): ObjectShape {
  const fields = new Map<string, Field>()
  const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : []
  for (const [index, [key, value]] of properties.entries()) {
    const label = labelOf(key)
    // Two keys with the same label cannot be distinguished in a prompt; the first one gets the line.
    if (!fields.has(label)) fields.set(label, { key, index, shape: readShape(value, depth + 1) })
  }
  const required = Array.isArray(schema.required) ? schema.required : []
  return {
    fields,
    required: new Set(required.filter((key) => typeof key === 'string').map(labelOf)),
    others: readShape(schema.additionalProperties, depth + 1),
  }
}

/** The declared types, or those that follow from other keywords; null if unknown. */
function typesOf({ type, properties, items, enum: choices }: Record<string, unknown>): string[] | null {
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.filter((entry) => typeof entry === 'string')
  if (isRecord(properties)) return ['object']
  if (isRecord(items)) return ['array']
  return Array.isArray(choices) ? [...EVERY_SCALAR] : null
}

function isScalarType(type: string): type is ScalarType {
  return EVERY_SCALAR.some((known) => known === type)
}

function isChoice(value: unknown): value is JsonScalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
