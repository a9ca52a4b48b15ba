import { isRecord } from '../json/json.ts'

/**
 * The schema of a value, as ajv takes it. Besides the keywords of JSON Schema it may have {@link
 * ANNOTATIONS}.
 */
export type SchemaObject = { readonly [keyword: string]: unknown }

/**
 * `rule`: what a value must be, in words that follow "it must be"; without it the words come from the keywords.
 * `secret`: true for a value that must not be printed.
 * `definition`: the name of the schema where it is published.
 */
export const ANNOTATIONS = ['rule', 'secret', 'definition'] as const

/** What a value must be to obey the schema, in words that follow "it must be". */
export function ruleText(schema: unknown): string {
  if (!isRecord(schema)) return 'absent'
  if (typeof schema.rule === 'string') return schema.rule
  // What has a definition of its own is an object.
  if (typeof schema.$ref === 'string') return 'an object'
  if (Array.isArray(schema.anyOf) || Array.isArray(schema.enum)) return either(choicesOf(schema))
  if ('const' in schema) return literal(schema.const)
  const { minimum, maximum } = schema
  switch (schema.type) {
    case 'integer':
      return `a whole number${range(minimum, maximum)}`
    case 'number':
      return `a number${range(minimum, maximum)}`
    case 'string':
      return typeof schema.minLength === 'number' && schema.minLength > 0 ? 'a non-empty string' : 'a string'
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    case 'array':
      return `${size(schema.minItems)}list${'items' in schema ? `, each item ${ruleText(schema.items)}` : ''}`
    case 'object':
      return 'an object'
    default:
      return 'present'
  }
}

/** What a value may be, each in words. */
function choicesOf(schema: unknown): string[] {
  if (!isRecord(schema) || typeof schema.rule === 'string') return [ruleText(schema)]
  if (Array.isArray(schema.anyOf)) return schema.anyOf.flatMap(choicesOf)
  if (Array.isArray(schema.enum)) return schema.enum.map(literal)
  return schema.type === 'boolean' ? ['true', 'false'] : [ruleText(schema)]
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** `a`, `a or b`, `a, b or c`; duplicates are listed once. */
export function either(texts: readonly string[]): string {
  const all = [...new Set(texts)]
  const last = all.pop() ?? 'nothing'
  return all.length === 0 ? last : `${all.join(', ')} or ${last}`
}

/** Limits that only express what a number type can hold are left out. */
function range(minimum: unknown, maximum: unknown): string {
  const low = typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? minimum : null
  const high = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? maximum : null
  if (low !== null && high !== null) return ` from ${low} to ${high}`
  if (low !== null) return ` of at least ${low}`
  return high === null ? '' : ` of at most ${high}`
}

function size(minItems: unknown): string {
  return typeof minItems === 'number' && minItems > 0 ? 'a non-empty ' : 'a '
}
