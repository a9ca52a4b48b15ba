import { isRecord } from '../../core/json/json.ts'
import { pointerToken } from '../../core/json/pointer.ts'

/** A place of a schema that breaks a rule of OpenAI's strict mode. */
export interface StrictProblem {
  /** JSON pointer within the schema, e.g. `#/properties/total`. */
  readonly path: string
  readonly rule: string
}

/** Keywords that strict mode rejects. */
const REJECTED = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
]
/** Keywords that hold one schema, a list of schemas, or schemas by name. */
const ONE = ['items', 'additionalItems', 'contains']
const LISTS = ['anyOf', 'prefixItems']
const NAMED = ['properties', '$defs', 'definitions']

/**
 * What OpenAI's strict mode rejects of a schema: it requires an object at the root, `additionalProperties: false` and every
 * property in `required` in every object, and knows a part of the keywords.
 */
export function strictProblems(schema: unknown): StrictProblem[] {
  const root =
    isRecord(schema) && schema.type === 'object' && !Array.isArray(schema.anyOf)
      ? []
      : [{ path: '#', rule: 'must be of the type object, without anyOf' }]
  return [...root, ...within(schema, '#')]
}

function within(schema: unknown, path: string): StrictProblem[] {
  if (!isRecord(schema)) return []
  const problems = REJECTED.filter((keyword) => schema[keyword] !== undefined).map((keyword) => ({
    path,
    rule: `must not use ${keyword}`,
  }))
  const names = isRecord(schema.properties) ? Object.keys(schema.properties) : []
  if (schema.type === 'object' || names.length > 0) {
    if (schema.additionalProperties !== false)
      problems.push({ path, rule: 'must have additionalProperties: false' })
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : []
    const optional = names.find((name) => !required.includes(name))
    if (optional !== undefined)
      problems.push({ path: `${path}/properties/${pointerToken(optional)}`, rule: 'must be in required' })
  }
  const inner: readonly (readonly [string, unknown])[] = [
    ...ONE.map((keyword) => [keyword, schema[keyword]] as const),
    ...LISTS.flatMap((keyword) => entriesOf(keyword, schema[keyword])),
    ...NAMED.flatMap((keyword) => entriesOf(keyword, schema[keyword])),
  ]
  return [...problems, ...inner.flatMap(([name, value]) => within(value, `${path}/${name}`))]
}

function entriesOf(keyword: string, value: unknown): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([name, each]) => [`${keyword}/${pointerToken(name)}`, each] as const)
}
