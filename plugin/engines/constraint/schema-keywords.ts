import { isRecord } from '../../core/json/json.ts'

/** Assertions and applicators that grammars enforce, at least in part. */
const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'prefixItems', 'additionalItems', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'pattern'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
}

/** Every keyword that a grammar reads, apart from `$ref`. */
export const REFINEMENTS: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'allOf', 'anyOf', 'oneOf'],
  ...Object.values(OF_TYPE).flat(),
])

/** Assertions that grammars do not enforce. */
const UNENFORCED = [
  ...['format', 'multipleOf', 'uniqueItems', 'contains', 'minContains', 'maxContains', 'unevaluatedItems'],
  ...['patternProperties', 'propertyNames', 'minProperties', 'maxProperties', 'unevaluatedProperties'],
  ...['dependencies', 'dependentRequired', 'dependentSchemas', 'not', 'if', '$dynamicRef', '$recursiveRef'],
]

/** Keywords of this schema, without its subschemas, that no grammar enforces. */
export function unenforcedKeywords(schema: Readonly<Record<string, unknown>>): string[] {
  return UNENFORCED.filter((keyword) => {
    if (!Object.hasOwn(schema, keyword)) return false
    const value = schema[keyword]
    if (keyword === 'uniqueItems') return value === true
    // Undeclared properties are not generated anyway.
    if (keyword === 'unevaluatedProperties') return value !== false && value !== true
    if (keyword === 'minProperties')
      return !(Array.isArray(schema.required) && typeof value === 'number' && schema.required.length >= value)
    if (keyword === 'maxProperties')
      return !(
        schema.additionalProperties === false &&
        isRecord(schema.properties) &&
        typeof value === 'number' &&
        Object.keys(schema.properties).length <= value
      )
    return true
  })
}

/** The types that the keywords of a schema without `type` concern; null when there are no such keywords. */
function impliedTypes(schema: Readonly<Record<string, unknown>>): readonly string[] | null {
  const types = Object.entries(OF_TYPE).flatMap(([type, keywords]) =>
    keywords.some((keyword) => Object.hasOwn(schema, keyword)) ? [type] : [],
  )
  return types.length === 0 ? null : types
}

type Schema = Readonly<Record<string, unknown>>

/** The types that a schema names or its keywords imply; null: any. */
export function typesOf(schema: Schema): readonly string[] | null {
  const { type } = schema
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.map(String)
  return impliedTypes(schema)
}

/** Whether a JSON value is of a schema type. */
export function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isRecord(value)
  if (type === 'integer') return typeof value === 'bigint' || Number.isInteger(value)
  if (type === 'number') return typeof value === 'number' || typeof value === 'bigint'
  return typeof value === type
}

/** A schema without its annotations, which do not constrain values. */
export function assertions(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword]) =>
        REFINEMENTS.has(keyword) ||
        keyword === '$ref' ||
        unenforcedKeywords({ [keyword]: schema[keyword] }).length > 0,
    ),
  )
}

/** Whether no value complies with two of the branches, as far as their types show. */
export function areDisjoint(branches: readonly (Schema | false | null)[]): boolean {
  const types = branches.map((branch) => (branch === false || branch === null ? [] : typesOf(branch)))
  if (types.includes(null)) return false
  const all = types.flatMap((each) => [
    ...new Set(each?.map((type) => (type === 'integer' ? 'number' : type))),
  ])
  return new Set(all).size === all.length
}
