import type { TSchema } from 'typebox'
import { isRecord } from '../json/json.ts'
import { ANNOTATIONS } from './rule-text.ts'

/** Keywords of JSON Schema that {@link Conformance} knows, and those that decide nothing. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['type', 'const', 'enum', 'anyOf', 'minLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['items', 'minItems', 'maxItems', 'properties', 'required', 'patternProperties', 'additionalProperties'],
  ...['minProperties', 'description', ...ANNOTATIONS],
])

/** The keywords of a schema as {@link Conformance} reads them. */
interface Keywords {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Keywords[]
  readonly minLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly items?: Keywords
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Keywords>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Keywords>>
  readonly additionalProperties?: boolean | Keywords
  readonly minProperties?: number
}

/**
 * Shows that values conform to a schema without compiling it, within a number of steps: one for each schema that a value is
 * compared with. It never says that a value does not conform.
 */
export class Conformance {
  private readonly schema: Keywords | null
  private steps: number
  private readonly patterns = new Map<string, RegExp>()

  /** @param steps of all values together; then nothing is shown any more */
  constructor(schema: TSchema, steps: number) {
    this.steps = steps
    this.schema = isKnown(schema) ? schema : null
  }

  /** True: the value conforms. False: it may conform or not. */
  shows(value: unknown): boolean {
    return this.schema !== null && this.conforms(this.schema, value)
  }

  private conforms(schema: Keywords, value: unknown): boolean {
    if (this.steps <= 0) return false
    this.steps -= 1
    if (schema.type !== undefined && !isOfType(schema.type, value)) return false
    if ('const' in schema && schema.const !== value) return false
    if (schema.enum !== undefined && !schema.enum.includes(value)) return false
    if (schema.anyOf !== undefined && !schema.anyOf.some((each) => this.conforms(each, value))) return false
    if (typeof value === 'string') return this.textConforms(schema, value)
    if (typeof value === 'number') return isInRange(schema, value)
    if (Array.isArray(value)) return this.listConforms(schema, value)
    return isRecord(value) ? this.membersConform(schema, value) : true
  }

  private textConforms({ minLength = 0, pattern }: Keywords, text: string): boolean {
    // A code point has one or two UTF-16 units.
    if (text.length < minLength || (text.length < 2 * minLength && [...text].length < minLength)) return false
    return pattern === undefined || this.expression(pattern).test(text)
  }

  private listConforms({ items, minItems = 0, maxItems }: Keywords, list: readonly unknown[]): boolean {
    if (list.length < minItems || list.length > (maxItems ?? list.length)) return false
    if (items === undefined) return true
    for (const item of list) if (!this.conforms(items, item)) return false
    return true
  }

  private membersConform(schema: Keywords, members: Readonly<Record<string, unknown>>): boolean {
    const {
      properties = {},
      required = [],
      minProperties = 0,
      patternProperties,
      additionalProperties,
    } = schema
    for (const name of required) if (members[name] === undefined) return false
    // A member with the value undefined is absent where the schema names it, as in compiled checks.
    for (const name in properties) {
      const value = members[name]
      if (value !== undefined && !this.conforms(properties[name] ?? {}, value)) return false
    }
    if (minProperties > 0 && Object.keys(members).length < minProperties) return false
    if (patternProperties === undefined && (additionalProperties ?? true) === true) return true
    for (const name in members) {
      let isAdditional = !Object.hasOwn(properties, name)
      for (const pattern in patternProperties) {
        if (!this.expression(pattern).test(name)) continue
        isAdditional = false
        if (!this.conforms(patternProperties[pattern] ?? {}, members[name])) return false
      }
      if (!isAdditional || additionalProperties === undefined || additionalProperties === true) continue
      if (additionalProperties === false || !this.conforms(additionalProperties, members[name])) return false
    }
    return true
  }

  private expression(pattern: string): RegExp {
    let expression = this.patterns.get(pattern)
    if (expression === undefined) {
      expression = new RegExp(pattern, 'u')
      this.patterns.set(pattern, expression)
    }
    return expression
  }
}

/** True where the schema has no keyword that {@link Conformance} does not know. */
function isKnown(schema: unknown): schema is Keywords {
  if (!isRecord(schema)) return false
  for (const keyword of Object.keys(schema)) if (!KNOWN.has(keyword)) return false
  const { anyOf, items, properties, patternProperties, additionalProperties, type } = schema
  const choices = [schema.const, ...(Array.isArray(schema.enum) ? schema.enum : [])]
  return (
    (type === undefined || typeof type === 'string') &&
    choices.every((choice) => typeof choice !== 'object' || choice === null) &&
    (anyOf === undefined || (Array.isArray(anyOf) && anyOf.every(isKnown))) &&
    (items === undefined || isKnown(items)) &&
    (properties === undefined || (isRecord(properties) && Object.values(properties).every(isKnown))) &&
    (patternProperties === undefined ||
      (isRecord(patternProperties) && Object.values(patternProperties).every(isKnown))) &&
    (additionalProperties === undefined ||
      typeof additionalProperties === 'boolean' ||
      isKnown(additionalProperties))
  )
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isRecord(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return Number.isFinite(value)
    default:
      return (type === 'string' || type === 'boolean') && type === typeof value
  }
}

function isInRange({ minimum, maximum, exclusiveMinimum }: Keywords, value: number): boolean {
  return (
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum)
  )
}
